import type { ColumnType, Generated } from 'kysely';
import type { EventRecord, Json, JourneySpec } from '../engine';

/** Instants are ms since epoch, UTC, on the product's clock, kept as bigint; leases are real time of the database. */
type At = number;
/** JSON column: parsed when read, written as text. */
type JsonColumn<T> = ColumnType<T, string, string>;

export interface ClockTable {
  id: 1;
  /** Virtual ms per real ms. 1: real time. */
  factor: number;
  virtual_anchor: At;
  real_anchor: At;
  /** Real instant of the last beat; a scaled clock stands still soon after it. */
  beat_at: At;
}

export interface CustomersTable {
  id: string;
  created_at: At;
  traits: JsonColumn<Record<string, Json>>;
  email: string | null;
  phone: string | null;
  locale: string | null;
  time_zone: string | null;
  /** Number of the newest accepted event, and of the newest whose step the relay has applied. */
  arrived: ColumnType<number, number | undefined, number>;
  applied: ColumnType<number, number | undefined, number>;
  /** Number up to which runs were started and rung. */
  rung: ColumnType<number, number | undefined, number>;
  relay_owner: string | null;
  relay_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  erased_at: At | null;
  /** The customer this one turned out to be; its rows are there now. */
  merged_into: string | null;
  /** Facts are to be folded anew over all applied events: a merge put earlier events among them. */
  refold: ColumnType<boolean, boolean | undefined, boolean>;
}

export interface IdentitiesTable {
  kind: 'user' | 'anonymous';
  value: string;
  customer: string;
}

export interface FactsTable {
  customer: string;
  fact: string;
  state: JsonColumn<Json>;
}

export interface ConsentsTable {
  customer: string;
  /** `'*'`: every topic that asks for consent. */
  topic: string;
  channel: string;
  granted: boolean;
  at: At;
  source: string;
}

export interface SuppressionsTable {
  channel: string;
  /** Keyed hash of the address, so that it outlives an erasure. */
  address_hash: string;
  reason: string;
  at: At;
}

export interface EventsTable {
  /** Arrival number. */
  number: Generated<number>;
  /** Opaque: hash of source and message id. */
  id: string;
  source: string;
  message_id: string;
  customer: string;
  type: 'track' | 'identify' | 'page' | 'screen' | 'group' | 'alias' | 'system';
  name: string;
  properties: JsonColumn<Record<string, Json>>;
  occurred_at: At;
  accepted_at: At;
  /** Why it starts nothing: it does not fit its schema. */
  problems: JsonColumn<string[]> | null;
  /** The one journey a trigger's event is addressed to. */
  journey: string | null;
  /** What the relay made of it: applied to facts and enrollments; started and rung. */
  applied_at: At | null;
  done_at: At | null;
}

export interface DueTable {
  customer: string;
  /** `<journey>/<index of the trigger in on>` */
  trigger: string;
  at: At;
}

/** What an operator asks of a live run. `step`: the one meant; null: whichever is current. */
export interface Asked {
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
  /** The end that waits for the run's next wait, gate or effect: `converted`, `exit: <event>`, `ended by operator`, … */
  verdict: string | null;
  /** An operator's wish that the run is yet to hear of: rung as a control bell of this id, then forgotten. */
  asked: JsonColumn<Asked> | null;
  goal_event: string | null;
  goal_until: At | null;
  /** When the goal was reached, in a run, after it, or held out. */
  converted_at: At | null;
  /** Outcomes that the present generation was given to keep. */
  kept: JsonColumn<{ step: string; value: Json; at: At }[]> | null;
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
  provider_id: string | null;
  claimed_at: At | null;
  marked_at: At | null;
}

export interface OffersTable {
  /** Opaque id: what travels in props. */
  id: string;
  /** `<enrollment>:<generation>:<step>` of the effect that issued it. */
  key: string;
  offer: string;
  customer: string;
  code: string;
  cost: number;
  issued_at: At;
  expires_at: At;
  redeemed_at: At | null;
}

export interface OfferBudgetsTable {
  offer: string;
  /** `2026-11` in UTC. */
  month: string;
  spent: number;
}

export interface SplitsTable {
  customer: string;
  name: string;
  arm: string;
  at: At;
}

export interface ReleasesTable {
  id: string;
  created_at: At;
  journeys: JsonColumn<JourneySpec[]>;
  /** CommonJS with @temporalio/* left external. */
  code: string;
  /** Path below templates/ → text. */
  templates: JsonColumn<Record<string, string>>;
}

export interface CurrentReleaseTable {
  id: 1;
  release: string;
  since: At;
}

export interface AuditTable {
  number: Generated<number>;
  at: At;
  who: string;
  what: string;
  subject: string;
  detail: JsonColumn<Json>;
}

export interface Schema {
  clock: ClockTable;
  customers: CustomersTable;
  identities: IdentitiesTable;
  facts: FactsTable;
  consents: ConsentsTable;
  suppressions: SuppressionsTable;
  events: EventsTable;
  due: DueTable;
  enrollments: EnrollmentsTable;
  journey_pauses: JourneyPausesTable;
  steps: StepsTable;
  waits: WaitsTable;
  messages: MessagesTable;
  offers: OffersTable;
  offer_budgets: OfferBudgetsTable;
  splits: SplitsTable;
  releases: ReleasesTable;
  current_release: CurrentReleaseTable;
  audit: AuditTable;
}
