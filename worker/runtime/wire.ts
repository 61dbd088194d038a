import type { Bell, Instant, Kept, RunContext, RunInput, Step } from '../../engine';

/** Where steps go that are not done within a workflow task: one queue for all releases. */
export const ACTIVITY_QUEUE = 'perennial-activities';

/** A run stays on the queue it began on. */
export const queueOf = (release: string): string => `perennial-${release}`;

export const workflowIdOf = (run: { journey: string; enrollment: string }): string =>
  `${run.journey}/${run.enrollment}`;

export const EVENT_SIGNAL = 'event';
export const CONTROL_SIGNAL = 'control';
export const STATE_QUERY = 'state';

/** What the `event` signal carries: a doorbell, no more. */
export type EventBell = Omit<Extract<Bell, { kind: 'event' }>, 'kind'>;

/** What the `control` signal carries. `id`: the same one rings once, however many workers heard of it. */
export type ControlBell = Omit<Extract<Bell, { kind: 'control' }>, 'kind'> & {
  readonly id?: string;
};

/** A run's input, and where its history is long enough. */
export interface WorkflowInput extends RunInput {
  /** Events. 4,000 when left out. */
  readonly historyLimit?: number;
}

/** What a grown history goes on with; `null`: this generation is over already. */
export interface Renewed {
  readonly generation: number;
  readonly kept: readonly Kept[];
}

/** An activity as it travels: the run that asks, the input of `Calls`, the step. */
export type StepActivity<A> = (run: RunContext, input: unknown, step: Step) => Promise<A>;

export interface LocalExtras {
  /** The product's clock: its instant, and virtual ms per real ms. */
  clock(): Promise<{ readonly now: Instant; readonly factor: number }>;
  renew(run: RunContext): Promise<Renewed | null>;
}
