import type { Instant } from '../../engine';
import { foreignStep } from '../bounds';
import { traceSteps, type Trace } from '../trace';
import type { CheckedEvent } from './history';
import { come } from './coming';
import type { Enrollment } from './person';
import type { Running } from './running';
import type { Move } from './ground';
import type { Shop } from './shop';
import { count } from './tally';

/** How a run stands that the history ends before. */
export const UNDER_WAY = 'under way';

/** One customer's way through the journey, as it would have been. */
export interface PastRun {
  readonly customer: string;
  readonly journey: string;
  /** ms since epoch, UTC. */
  readonly enteredAt: Instant;
  /** Without `end` and with `stands: 'under way'` where the history ends before it. */
  readonly trace: Trace;
}

export interface Watch {
  /** Each run, once it is over, or at the end of the history. */
  readonly each?: (run: PastRun) => void;
  /** How many events have happened. */
  readonly progress?: (done: number) => void;
  /** Stops the backtest: it throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Things that happen between two breaths that the rest of the process may take. */
const BREATH = 2_000;

/** Lets a history happen: its events, what is due, and what runs do, in order of time until it ends. */
export class Clock {
  #next = 0;
  #now: Instant;
  #moving: Running | undefined;

  constructor(
    private readonly shop: Shop,
    private readonly events: readonly CheckedEvent[],
    private readonly until: Instant,
    private readonly watch: Watch,
  ) {
    this.#now = shop.ground.start;
  }

  async run(): Promise<void> {
    while (await this.#breath()) {
      this.watch.progress?.(this.#next);
      await new Promise(setImmediate);
      this.watch.signal?.throwIfAborted();
    }
    this.watch.progress?.(this.#next);
    for (const { enrollments } of this.shop.people.values()) {
      for (const one of enrollments) if (one.running) this.#told(one, one.running, UNDER_WAY);
    }
  }

  /** Runs go on in microtasks alone: a macrotask comes in between only when one awaits something foreign. */
  async #breath(): Promise<boolean> {
    const stalled = setImmediate(() => {
      if (this.#moving) this.#moving.fail(foreignStep(this.#moving.world));
    });
    const { moves } = this.shop;
    try {
      for (let turn = 0; turn < BREATH; turn++) {
        if (!this.#turn()) return false;
        for (let move = moves.shift(); move; move = moves.shift()) await this.#move(move);
      }
      return true;
    } finally {
      clearImmediate(stalled);
    }
  }

  /** The next thing happens. What is told at an instant is known to whatever is looked at then. */
  #turn(): boolean {
    const event = this.events[this.#next];
    const { at: due, rank = 0 } = this.shop.queue;
    const isNext =
      event && (due === undefined || event.at < due || (event.at === due && rank >= 0));
    if (isNext && event.at <= this.until) {
      this.#next++;
      this.#now = event.at;
      this.#happen(event);
    } else if (due !== undefined && due <= this.until) {
      this.#now = due;
      this.#take();
    } else return false;
    return true;
  }

  #happen({ customer, seen, problems }: CheckedEvent): void {
    const person = this.shop.person(customer, this.#now);
    if (seen) this.shop.happen({ person, seen }, this.#now);
    else if (problems.length > 0) this.shop.tally.misfits++;
  }

  #take(): void {
    const due = this.shop.queue.take();
    if (due?.kind === 'event') this.shop.make(due.person, due.made, this.#now);
    else if (due?.kind === 'coming') come(this.shop, due.person, due.coming, this.#now);
    else if (due?.kind === 'look') this.shop.look(due.person, due.keyed, this.#now);
    else if (due && due.enrollment.running?.waiting === due.timer) {
      const { enrollment } = due;
      this.shop.moves.push({ enrollment, running: due.enrollment.running, why: 'due' });
    }
  }

  async #move({ enrollment, running, why }: Move): Promise<void> {
    if (running.over) return;
    this.#moving = running;
    if (why === 'start') await running.start();
    else if (why === 'due') await running.due(this.#now);
    else await running.ring(why, this.#now);
    this.#moving = undefined;
    const { standing, waiting } = running;
    if (running.over) {
      enrollment.chapter?.over(standing, this.#now);
      count(this.shop.tally.ends, standing.end ?? '');
      delete enrollment.running;
      this.#told(enrollment, running);
    } else if (waiting) {
      const at = Math.max(waiting.until, this.#now);
      this.shop.put(at, { kind: 'timer', enrollment, timer: waiting });
    }
  }

  #told(
    { person, journey, enteredAt }: Enrollment,
    { world, standing }: Running,
    stands?: string,
  ): void {
    const { state, why, end } = standing;
    const still = state === 'stuck' || state === 'parked' ? `${state}: ${why ?? ''}` : stands;
    if (state === 'stuck') count(this.shop.tally.stuck, why ?? '');
    this.watch.each?.({
      customer: person.id,
      journey: journey.spec.id,
      enteredAt,
      trace: {
        steps: traceSteps(world.rows, world.entered),
        ...(state === 'ended' ? { end: end ?? '' } : { stands: still ?? '' }),
        at: this.#now - world.entered,
      },
    });
  }
}
