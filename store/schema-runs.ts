import type { ColumnType, Generated } from 'kysely';
import type { EventRecord, Json } from '../engine';
import type { At, JsonColumn } from './columns';

/** What an operator wishes of a live run. `step`: the one meant; null: whichever is current. */
export interface Wish {
  readonly id: string;
  readonly action: 'resume' | 'skip' | 'retry' | 'end';
  readonly step: string | null;
}

export interface EnrollmentsTable {
  id: string;
  journey: string;
  customer: string;
  /** JSON of the `per` value, `''` without. */
  per: string;
  event_id: string;
  event_number: number;
  release: string;
  generation: number;
  state: 'starting' | 'running' | 'ended' | 'turned away' | 'held out';
  /** Why it was turned away. */
  reason: string | null;
  end: string | null;
  entered_at: At;
  ended_at: At | null;
  paused: boolean;
  /** Code and message of a standstill, or null. */
  stuck: JsonColumn<{ step: string; code: string; message: string }> | null;
  /** Its step is not asked for again before this, unless something is heard of; null once the step has its outcome, or the run is over. */
  not_before: At | null;
  /** The end that waits for the run's next wait, gate or effect: `converted`, `exit: <event>`, `ended by operator`, … */
  verdict: string | null;
  /** An operator's wish that the run is yet to hear of: rung as a control bell of this id, then forgotten. */
  asked: JsonColumn<Wish> | null;
  goal_event: string | null;
  goal_until: At | null;
  /** When the goal was reached, in a run, after it, or held out. */
  converted_at: At | null;
  /** Outcomes that the present generation was given to keep. */
  kept: JsonColumn<{ step: string; value: Json; at: At }[]> | null;
  /** When an operator had the story told again: nothing was due before. Null: told once. */
  restarted_at: At | null;
  /** The entry event as the run may see it. */
  event: JsonColumn<EventRecord>;
}

export interface JourneyPausesTable {
  journey: string;
  at: At;
  by: string;
}

export interface StepsTable {
  enrollment: string;
  generation: number;
  step: string;
  verb: string;
  value: JsonColumn<Json>;
  /** Event that a wait took. */
  event_id: string | null;
  at: At;
  number: Generated<number>;
}

export interface WaitsTable {
  enrollment: string;
  generation: number;
  step: string;
  kind: 'for' | 'until' | 'event';
  /** Names of the events waited for; empty for a plain wait. */
  events: JsonColumn<string[]>;
  until: At;
  opened_at: At;
}

export type MessageState = 'claimed' | 'sent' | 'failed' | 'released' | 'ambiguous' | 'skipped';

/** The send ledger: one row per message that was sent, tried, or decided against. */
export interface MessagesTable {
  /** `<enrollment>:<generation>:<step>` */
  key: string;
  /** Opaque; the local part of Message-ID, and what `of` of a wait means. */
  id: string;
  enrollment: string;
  customer: string;
  journey: string;
  template: string;
  topic: string;
  channel: string | null;
  state: MessageState;
  /** Why it was skipped, failed or is ambiguous. */
  reason: string | null;
  owner: string | null;
  lease_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  attempts: number;
  /** It may have reached them, and is to be sent again. */
  resend: ColumnType<boolean, boolean | undefined, boolean>;
  /** Keyed hash of the address that the last claim was made for. */
  address_hash: string | null;
  /** When its provider first put it off, of those since the last fault of ours. */
  put_off_at: At | null;
  provider_id: string | null;
  claimed_at: At | null;
  marked_at: At | null;
}
