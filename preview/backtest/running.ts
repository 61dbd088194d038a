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
  type Runtime,
  type Snapshot,
  type Step,
} from '../../engine';
import { type Bounds } from '../bounds';
import { fresh } from '../fresh';
import type { World } from '../world';

const nothing = (): void => undefined;
const never = (): Promise<never> => new Promise(nothing);

/** One run among many on one clock: it is moved on, sits down, and is moved on again. */
export class Running implements Runtime {
  /** When its timer fires; left out: it listens for bells alone, or is over. */
  waiting: { readonly until: Instant; readonly fire: () => void } | undefined;
  standing: Snapshot = { state: 'running', story: [] };
  #run: Run | undefined;
  #now: Instant;
  #sat = nothing;
  #failed: (error: unknown) => void = nothing;

  constructor(
    private readonly definition: AnyDefinition,
    readonly world: World,
    private readonly bounds: Bounds,
    private readonly acting: (world: World) => void,
  ) {
    this.#now = world.entered;
  }

  get over(): boolean {
    return this.standing.state === 'ended';
  }

  /** Each of these resolves when the run sits or is over, and rejects with what must stop everything. */
  start(): Promise<void> {
    return this.#move(this.#now, () => {
      this.#run = startRun(this.definition, this.world.input, this);
    });
  }

  due(now: Instant): Promise<void> {
    const { waiting } = this;
    if (!waiting) return Promise.resolve();
    this.waiting = undefined;
    return this.#move(now, waiting.fire);
  }

  ring(bell: Bell, now: Instant): Promise<void> {
    return this.over ? Promise.resolve() : this.#move(now, () => this.#run?.ring(bell));
  }

  /** Stops waiting for it: it awaits something foreign. */
  fail(error: unknown): void {
    this.#failed(error);
  }

  #move(now: Instant, act: () => void): Promise<void> {
    this.#now = Math.max(this.#now, now);
    return new Promise((resolve, reject) => {
      this.#sat = resolve;
      this.#failed = reject;
      act();
    });
  }

  now(): Instant {
    return this.#now;
  }

  timer(until: Instant): Cancellable {
    let fire = nothing;
    const done = new Promise<void>((resolve) => (fire = resolve));
    const waiting = { until, fire };
    this.waiting = waiting;
    this.#sat();
    const cancel = (): void => {
      if (this.waiting === waiting) this.waiting = undefined;
    };
    return { done, cancel };
  }

  status(snapshot: Snapshot): void {
    this.standing = snapshot;
    const { state } = snapshot;
    if (state === 'ended' || state === 'stuck' || state === 'parked') this.#sat();
  }

  async call<K extends CallName>(
    name: K,
    input: Calls[K]['input'],
    step: Step,
  ): Promise<Answer<Calls[K]['output']>> {
    try {
      this.bounds.count(step);
      this.acting(this.world);
      return fresh(this.world.call(name, input, step, this.#now));
    } catch (error) {
      this.#failed(error);
      return never();
    }
  }
}
