import type { Days } from './duration';
import type { EventRecord, Scalar } from './match';
import type { Sent } from './journey';

/** Milliseconds since epoch, UTC, on the product's one clock. */
export type Instant = number;

/** JSON as it crosses the boundary of a run. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** What a run is started with. Ids are opaque; no field is personal. */
export interface RunInput {
  readonly enrollment: string;
  readonly journey: string;
  readonly customer: string;
  readonly release: string;
  /** 0 for the first run of an enrollment. */
  readonly generation: number;
  readonly event: EventRecord;
  readonly per?: { readonly field: string; readonly value: Scalar };
  /** Outcomes that this generation keeps from the one before, in the order of their steps. */
  readonly kept?: readonly Kept[];
  /** When an operator had the story told again: nothing in it was due before. */
  readonly since?: Instant;
  /** True where a virtual day is shorter than a real one: timers must ask the clock. */
  readonly scaled?: boolean;
}

/** Which run asks. Part of every call as it travels, so it is small and holds ids only. */
export type RunContext = Pick<
  RunInput,
  'enrollment' | 'generation' | 'journey' | 'customer' | 'release' | 'per'
>;

export const runContext = (input: RunInput): RunContext => ({
  enrollment: input.enrollment,
  generation: input.generation,
  journey: input.journey,
  customer: input.customer,
  release: input.release,
  ...(input.per && { per: input.per }),
});

/** How a run finished: with the journey's named end, or the one the store gave it. */
export interface RunEnd {
  readonly end: string;
}

/** A recorded outcome. `at`: when it was recorded. */
export interface Kept {
  readonly step: string;
  readonly value: Json;
  readonly at: Instant;
}

/** One step of a run. `key` is `<enrollment>:<generation>:<step>`, stable over retries and restarts. */
export interface Step {
  /** `<name>#<occurrence>`; the closing of a wait is `<name>#<occurrence> closed`. */
  readonly name: string;
  readonly key: string;
  /** One line for people: what the step does. */
  readonly summary: string;
  /** An operator's skip of this very step. */
  readonly skip?: boolean;
}

/** Local wall clock: the date is moved by whole days and then set to `at`, on one of the days `on`. */
export interface Local {
  readonly at?: string;
  readonly on?: Days;
}

export type WaitInput =
  | ({ readonly kind: 'for'; readonly duration: string } & Local)
  | ({ readonly kind: 'until'; readonly date: string; readonly before?: string } & Local)
  | {
      readonly kind: 'event';
      readonly events: readonly string[];
      readonly within?: string;
      readonly until?: string;
      readonly where?: Readonly<Record<string, Scalar>>;
      /** Message id of the send whose clicks and replies count; `null`: that send was not sent, nothing can match. */
      readonly message?: string | null;
    };

/** An open wait. `passed`: its date lay behind already. */
export type OpenWait = { readonly until: Instant; readonly passed?: boolean };
/** An event for the wait that asked, or none by the deadline. `skipped`: an operator's. */
export interface ClosedWait {
  readonly event?: EventRecord;
  readonly skipped?: boolean;
  /** When the event was accepted, or the operator skipped, where that ended an open wait; left out: as recorded. */
  readonly endedAt?: Instant;
}

/** The door of a run to the world. Each call answers what its step row holds, or does it and writes that row in one transaction. */
export interface Calls {
  send: {
    input: {
      readonly template: string;
      readonly props: JsonObject;
      readonly channel?: string;
      readonly within?: string;
      /** When the story came to this step: the end of its last wait, however late the run woke. */
      readonly due: Instant;
    };
    output: Sent;
  };
  do: { input: { readonly effect: string; readonly input: JsonObject }; output: EffectOutcome };
  is: { input: { readonly segment: string }; output: boolean };
  get: { input: { readonly fact: string }; output: Json };
  split: {
    input: { readonly name: string; readonly arms: Readonly<Record<string, number>> };
    output: string;
  };
  /** Begin a wait. A `waitFor` whose event has come already answers `ClosedWait`. */
  open: { input: WaitInput; output: OpenWait | ClosedWait };
  /** Look at an open wait, by bell, by timer or by an operator's skip. */
  close: { input: WaitInput & { readonly openStep: string }; output: ClosedWait };
  /** Record that the run stands still until an operator acts. */
  park: { input: Stuck; output: null };
  end: { input: { readonly end: string }; output: null };
}
export type CallName = keyof Calls;

export type EffectOutcome =
  | ({ readonly status: 'done' } & JsonObject)
  | { readonly status: 'refused'; readonly reason: string };

/** Why a run stands still. */
export interface Stuck {
  readonly code: string;
  readonly message: string;
  /** The step that failed; left out: the code itself is at fault. */
  readonly step?: string;
}

/**
 * What a call answers.
 * - `done`: the outcome, recorded.
 * - `later`: not before `until`; ask again then. For `close`: the wait stays open.
 * - `parked`: paused; ask again when a bell rings.
 * - `stuck`: recorded as such; ask again when a bell rings: an operator's retry or skip, or what may end the run.
 * - `ended`: the run is over, and recorded so; nothing more is to be done.
 */
export type Answer<T> =
  | { readonly status: 'done'; readonly value: T; readonly at: Instant }
  | { readonly status: 'later'; readonly until: Instant; readonly why: string }
  | { readonly status: 'parked'; readonly why: string }
  | ({ readonly status: 'stuck' } & Stuck)
  | { readonly status: 'ended'; readonly end: string };

/** A local attempt that goes on under its lease: the same step is to be asked as an ordinary activity, which joins it. */
export interface Pending {
  readonly status: 'pending';
}

export interface Cancellable {
  readonly done: Promise<void>;
  cancel(): void;
}

/** Where a run stands, for people. */
export interface Snapshot {
  readonly state: 'running' | 'waiting' | 'later' | 'parked' | 'stuck' | 'ended';
  readonly step?: string;
  readonly until?: Instant;
  readonly events?: readonly string[];
  readonly why?: string;
  readonly end?: string;
  /** Outcomes so far, in order, as one line each. */
  readonly story: readonly {
    readonly step: string;
    readonly outcome: string;
    readonly at: Instant;
  }[];
}

/** All that the engine needs of a place to run in. */
export interface Runtime {
  now(): Instant;
  /** `over`: time has passed until then, or until something rang on the way. */
  timer(until: Instant, summary: string): Cancellable | 'over';
  /** Where the answer is known at once, the run goes on at once. */
  call<K extends CallName>(
    name: K,
    input: Calls[K]['input'],
    step: Step,
  ): Answer<Calls[K]['output']> | Promise<Answer<Calls[K]['output']>>;
  status(snapshot: Snapshot): void;
}

/** What wakes a run. An event's bell carries its id only: the store knows what it means. */
export type Bell =
  | { readonly kind: 'event'; readonly id: string }
  | {
      readonly kind: 'control';
      readonly action: 'pause' | 'resume' | 'skip' | 'retry' | 'end';
      /** The step meant; left out: whichever is current. */
      readonly step?: string;
    };

/** One execution of a journey, as who started it sees it. */
export interface Run {
  readonly finished: Promise<RunEnd>;
  ring(bell: Bell): void;
  snapshot(): Snapshot;
}
