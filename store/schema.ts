import type { ColumnType, Generated } from 'kysely';
import type { Json, JourneySpec } from '../engine';
import type { At, JsonColumn } from './columns';
import type {
  EnrollmentsTable,
  JourneyPausesTable,
  StepsTable,
  WaitsTable,
  MessagesTable,
} from './schema-runs';

export type { EnrollmentsTable, MessageState, Wish } from './schema-runs';

export interface ClockTable {
  id: 1;
  /** Virtual ms per real ms. 1: real time. */
  factor: number;
  virtual_anchor: At;
  real_anchor: At;
  /** Real instant of the last beat; a scaled clock stands still soon after it. */
  beat_at: At;
  /** Where it began, on the product's clock. */
  origin: At | null;
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
  /** What its holder said no to before an erasure, `'*'` as in consents; `''`: nothing at all is sent there. */
  topic: ColumnType<string, string | undefined, string>;
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
  /** When to look. */
  at: At;
  /** For a look that failed: when it was to be. */
  since: At | null;
  /** The name of the date or the day that is looked for. */
  occurrence: string | null;
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
}

export interface OfferBudgetsTable {
  offer: string;
  /** `2026-11` in UTC. */
  month: string;
  spent: number;
}

export interface InquiriesTable {
  id: string;
  /** `<enrollment>:<generation>:<step>` of the effect that opened it. */
  key: string;
  enrollment: string;
  subject: string;
  opened_at: At;
  closed_at: At | null;
  closed_by: string | null;
  solved: boolean | null;
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
  /** It is current, or was: to make it so again is to roll back. */
  was_current: Generated<boolean>;
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
  inquiries: InquiriesTable;
  splits: SplitsTable;
  releases: ReleasesTable;
  current_release: CurrentReleaseTable;
  audit: AuditTable;
}
