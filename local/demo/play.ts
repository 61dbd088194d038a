import { setTimeout as sleep } from 'node:timers/promises';
import { DAY, type Instant } from '../../engine';
import { behind, currentRelease, now } from '../../store';
import { noteAccepted, readAccepted } from '../audit';
import type { Up } from '../up';
import { Audience } from './audience';
import { noteDeed, readDeeds } from './deeds';
import { Desk } from './desk';
import type { BegunDemo } from './plan';
import type { Happening } from './script';
import { Sender } from './sender';
import { readStanding, type Standing } from './standing';
import { hasShown } from './verdict';

export interface DemoWatcher {
  /** About once a second. `journeys`: ids of all that there are. */
  moved(standing: Standing, journeys: readonly string[]): void;
}

/** Days after the last by which the last silence has been noticed and answered to its end. */
const AFTERWARDS = 160;
const SHOP_MS = 100;
const PEOPLE_MS = 250;
const DESK_MS = 1_500;
const LOOK_MS = 1_000;
/**
 * Looks, so far apart, that must find the same before all is known to be quiet: more where a run may yet go on, unless a
 * message of it is held back; and how many there are at most.
 */
const QUIET_MS = 250;
const QUIET_LOOKS = 5;
const DOUBTFUL_LOOKS = 24;
const MOST_LOOKS = 480;

/** Plays the script: the shop, the people who receive its mail, and the one who sees to inquiries. */
export class Play {
  readonly #sender: Sender;
  readonly #audience: Audience;
  readonly #desk: Desk;
  readonly #refused: string[] = [];
  #journeys: readonly string[] = [];
  #over = false;
  #next = 0;

  constructor(
    private readonly up: Up,
    private readonly begun: BegunDemo,
    private readonly script: readonly Happening[],
    private readonly origin: Instant,
    private readonly watcher: DemoWatcher,
  ) {
    const { home, keys, api, log } = up;
    const { seed } = begun;
    this.#sender = new Sender({
      host: api,
      writeKey: keys.writeKeys[0] ?? '',
      before: new Set(readAccepted(home.demoAccepted)),
      noted: (ids) => noteAccepted(home.demoAccepted, ids),
    });
    const users = new Map(script.map(({ person }) => [person.email, person.userId]));
    this.#audience = new Audience({
      ...{ api, seed, log },
      inbox: `${up.inbox ?? ''}.json`,
      before: readDeeds(home.demoDeeds),
      clicked: (to, mail, link) => this.#sender.clicked(users.get(to) ?? to, mail, link),
      done: (deed) => noteDeed(home.demoDeeds, deed),
      refused: ({ kind, mail }, why) => this.#refused.push(`${kind}: ${mail}: ${why}`),
    });
    this.#desk = new Desk({ api, operatorKey: keys.operatorKey, seed });
  }

  /** What the api or a page would not take, with why. */
  get refused(): readonly string[] {
    const { failed } = this.#sender.sent;
    return [...this.#refused, ...failed.map(({ messageId, why }) => `${messageId}: ${why}`)];
  }

  /** To the last of its days, and on until there is enough to judge by; then the clock stands still, and all is quiet. */
  async run(signal: AbortSignal): Promise<void> {
    const release = await currentRelease(this.up.store.db);
    this.#journeys = (release?.journeys ?? []).map(({ id }) => id);
    const people = [
      this.#every(PEOPLE_MS, signal, (at) => this.#audience.turn(at)),
      this.#every(DESK_MS, signal, (at) => this.#desk.turn(at)),
      this.#every(SHOP_MS, signal, (at) => this.#shop(at)),
    ];
    try {
      await this.#watch(signal);
    } finally {
      this.#over = true;
      await Promise.all(people);
      await this.#sender.close();
    }
    await this.up.clock?.hold();
    await this.#settle(signal);
  }

  /** Again and again until it is over; what fails is tried at the next turn. */
  async #every(
    pauseMs: number,
    signal: AbortSignal,
    turn: (now: Instant) => Promise<void>,
  ): Promise<void> {
    while (!this.#over && !signal.aborted) {
      try {
        await turn(await now(this.up.store.db));
      } catch (error) {
        this.up.log.warn({ err: error }, 'a part of the demo tries again');
      }
      await sleep(pauseMs);
    }
  }

  async #shop(at: Instant): Promise<void> {
    const due: Happening[] = [];
    for (let one = this.script[this.#next]; one && one.at <= at; one = this.script[++this.#next]) {
      due.push(one);
    }
    await this.#sender.send(due);
  }

  async #look(): Promise<Standing> {
    const standing = await readStanding(this.up.store);
    this.watcher.moved(standing, this.#journeys);
    return standing;
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const end = this.origin + this.begun.days * DAY;
    for (;;) {
      signal.throwIfAborted();
      const standing = await this.#look();
      const enough = (): boolean => hasShown(standing, this.#journeys, this.begun.customers);
      if (standing.now > end && this.#next === this.script.length && enough()) return;
      if (standing.now > end + AFTERWARDS * DAY) return;
      await sleep(LOOK_MS);
    }
  }

  /** Until nothing moves any more: nothing new becomes due while the clock stands still. */
  async #settle(signal: AbortSignal): Promise<void> {
    let before = '';
    let same = 0;
    for (let look = 0; look < MOST_LOOKS; look++) {
      signal.throwIfAborted();
      const standing = await this.#look();
      const doubtful = (await behind(this.up.store.db)) !== undefined;
      if (same >= (doubtful ? DOUBTFUL_LOOKS : QUIET_LOOKS)) return;
      const { messages, unfinished } = standing;
      const open = unfinished + (messages['claimed'] ?? 0) > 0;
      const found = JSON.stringify(standing);
      same = !open && found === before ? same + 1 : 0;
      before = found;
      await sleep(QUIET_MS);
    }
  }
}
