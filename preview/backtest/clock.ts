import type { Instant } from '../../engine';
import { foreignStep } from '../bounds';
import { traceSteps, type Trace } from '../trace';
import type { CheckedEvent } from './history';
import type { Enrollment } from './person';
import type { Running } from './running';
import type { Shop } from './shop';
import { count } from './tally';

/** One customer's way through the journey, as it would have been. */
export interface PastRun {
  readonly customer: string;
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
      for (const one of enrollments) if (one.running) this.#told(one, one.running, 'under way');
    }
  }

  /** Runs go on in microtasks alone: a macrotask comes in between only when one awaits something foreign. */
  async #breath(): Promise<boolean> {
    const stalled = setImmediate(() => {
      if (this.#moving) this.#moving.fail(foreignStep(this.#moving.world));
    });
    try {
      for (let step = 0; step < BREATH; step++) {
        if (!(await this.#step())) return false;
      }
      return true;
    } finally {
      clearImmediate(stalled);
    }
  }

  async #step(): Promise<boolean> {
    const event = this.events[this.#next];
    const due = this.shop.queue.at;
    // What is told at an instant is known to whatever is looked at then.
    if (event && event.at <= (due ?? Infinity) && event.at <= this.until) {
      this.#next++;
      this.#now = event.at;
      this.#happen(event);
    } else if (due !== undefined && due <= this.until) {
      this.#now = due;
      await this.#take();
    } else return false;
    const { moves } = this.shop;
    for (let move = moves.shift(); move; move = moves.shift()) {
      const { enrollment, running, bell } = move;
      await this.#move(enrollment, running, bell ? () => running.ring(bell, this.#now) : undefined);
    }
    return true;
  }

  #happen({ customer, seen, problems }: CheckedEvent): void {
    const person = this.shop.person(customer);
    if (seen) this.shop.happen({ person, seen }, this.#now);
    else if (problems.length > 0) this.shop.tally.misfits++;
  }

  async #take(): Promise<void> {
    const due = this.shop.queue.take();
    if (due?.kind === 'event') this.shop.make(due.person, due.made, this.#now);
    else if (due?.kind === 'look') this.shop.look(due.person, due.keyed, this.#now);
    else if (due && due.enrollment.running?.waiting === due.timer) {
      const { running } = due.enrollment;
      await this.#move(due.enrollment, running, () => running.due(this.#now));
    }
  }

  async #move(
    enrollment: Enrollment,
    running: Running,
    move: () => Promise<void> = () => running.start(),
  ): Promise<void> {
    if (running.over) return;
    this.#moving = running;
    await move();
    this.#moving = undefined;
    const { standing, waiting } = running;
    if (running.over) {
      count(this.shop.tally.ends, standing.end ?? '');
      delete enrollment.running;
      this.#told(enrollment, running);
    } else if (waiting) {
      const at = Math.max(waiting.until, this.#now);
      this.shop.put(at, { kind: 'timer', enrollment, timer: waiting });
    }
  }

  #told({ person, enteredAt }: Enrollment, { world, standing }: Running, stands?: string): void {
    const { state, why, end } = standing;
    const still = state === 'stuck' || state === 'parked' ? `${state}: ${why ?? ''}` : stands;
    if (state === 'stuck') count(this.shop.tally.stuck, why ?? '');
    this.watch.each?.({
      customer: person.id,
      enteredAt,
      trace: {
        steps: traceSteps(world.rows, world.entered),
        ...(state === 'ended' ? { end: end ?? '' } : { stands: still ?? '' }),
        at: this.#now - world.entered,
      },
    });
  }
}
