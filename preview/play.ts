import {
  startRun,
  type AnyDefinition,
  type Answer,
  type Bell,
  type CallName,
  type Calls,
  type Cancellable,
  type Instant,
  type Run,
  type RunInput,
  type Runtime,
  type Snapshot,
  type Step,
} from '../engine';
import { fresh } from './fresh';

/** What a play is played on: it answers the calls, and says what comes next. */
export interface Stage {
  /** Throws only what must stop the whole play. */
  call<K extends CallName>(
    name: K,
    input: Calls[K]['input'],
    step: Step,
    now: Instant,
  ): Answer<Calls[K]['output']>;
  /**
   * The next thing while the run sits, not after `until`; it has happened when this returns.
   * Nothing: time passes until then; without an `until`, the run stands for ever.
   */
  next(now: Instant, until: Instant | undefined): { at: Instant; bell?: Bell } | undefined;
  /** A turn is over. True: the very same turn is played again from its start. */
  again?(): boolean;
}

/** How a play came out: at its end, or where it stands for ever. */
export interface Played {
  readonly snapshot: Snapshot;
  readonly at: Instant;
}

const nothing = (): void => undefined;
const never = (): Promise<never> => new Promise(nothing);

/**
 * Plays one run in virtual time, in microtasks alone: where it sits, the stage says at once what
 * comes next, so that a year takes as long as its steps.
 *
 * A turn is what runs between two wakes. One that is played again starts from a new run of the same
 * code, given the answers of the turns before it, as a workflow is when its task is run again.
 */
export class Play {
  readonly #settled: Promise<Played>;
  #resolve: (played: Played) => void = nothing;
  #reject: (error: unknown) => void = nothing;
  /** Which of the runs of this play is the live one; 0 once it is over. */
  #part = 1;
  #run: Run | undefined;
  #standing: Snapshot = { state: 'running', story: [] };
  #timer: { readonly until: Instant; readonly fire: () => void } | undefined;
  readonly #answers: Answer<unknown>[] = [];
  readonly #wakes: ('due' | Bell)[] = [];
  /** Calls of this run, of the turns that are over, and wakes of this run. */
  #asked = 0;
  #committed = 0;
  #woken = 0;
  #isSecond = false;

  constructor(
    private readonly definition: AnyDefinition,
    private readonly input: RunInput,
    private readonly stage: Stage,
    private now: Instant,
  ) {
    this.#settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Rejects with what the stage threw, or with what `stop` was given. */
  play(): Promise<Played> {
    this.#begin();
    return this.#settled;
  }

  stop(error: unknown): void {
    this.#part = 0;
    this.#reject(error);
  }

  #begin(): void {
    const part = this.#part;
    const live = (): boolean => part === this.#part;
    this.#asked = 0;
    this.#woken = 0;
    this.#timer = undefined;
    const runtime: Runtime = {
      now: () => this.now,
      timer: (until) => this.#setTimer(until),
      call: async (name, input, step) =>
        live() ? (this.#call(name, input, step) ?? never()) : never(),
      status: (snapshot) => {
        if (live()) this.#stand(snapshot);
      },
    };
    this.#run = startRun(this.definition, this.input, runtime);
    void this.#run.finished.then(() => {
      if (live() && !this.#playAgain()) this.#over();
    });
  }

  #setTimer(until: Instant): Cancellable {
    let fire = nothing;
    const done = new Promise<void>((resolve) => (fire = resolve));
    this.#timer = { until, fire };
    this.#sit();
    return { done, cancel: nothing };
  }

  #call<K extends CallName>(
    name: K,
    input: Calls[K]['input'],
    step: Step,
  ): Answer<Calls[K]['output']> | undefined {
    const index = this.#asked++;
    try {
      if (index >= this.#committed) {
        this.#answers[index] = this.stage.call(name, input, step, this.now);
      }
      return fresh(this.#answers[index]) as Answer<Calls[K]['output']>;
    } catch (error) {
      this.stop(error);
      return undefined;
    }
  }

  #stand(snapshot: Snapshot): void {
    this.#standing = snapshot;
    if (snapshot.state === 'parked' || snapshot.state === 'stuck') this.#sit();
  }

  /** The run has nothing more to do now: what comes next is asked once it listens. */
  #sit(): void {
    const part = this.#part;
    queueMicrotask(() => {
      if (part !== this.#part) return;
      try {
        this.#goOn();
      } catch (error) {
        this.stop(error);
      }
    });
  }

  #goOn(): void {
    const wake = this.#wakes[this.#woken];
    if (wake !== undefined) return this.#wake(wake);
    if (this.#playAgain()) return;
    this.#committed = this.#asked;
    const still = this.#standing.state === 'parked' || this.#standing.state === 'stuck';
    const until = still ? undefined : this.#timer?.until;
    let next = this.stage.next(this.now, until);
    while (next && !next.bell) {
      this.now = Math.max(this.now, next.at);
      next = this.stage.next(this.now, until);
    }
    if (!next && until === undefined) return this.#over();
    this.now = Math.max(this.now, next?.at ?? until ?? 0);
    const woken = next?.bell ?? 'due';
    this.#wakes.push(woken);
    this.#wake(woken);
  }

  #wake(wake: 'due' | Bell): void {
    this.#woken++;
    if (wake === 'due') this.#timer?.fire();
    else this.#run?.ring(wake);
  }

  #playAgain(): boolean {
    this.#isSecond = !this.#isSecond && (this.stage.again?.() ?? false);
    if (!this.#isSecond) return false;
    this.#part++;
    this.#begin();
    return true;
  }

  #over(): void {
    this.#part = 0;
    this.#resolve({ snapshot: this.#standing, at: this.now });
  }
}
