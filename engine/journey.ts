import type { Clock, Days, Duration } from './duration';

/** What a shop's journeys may name. `catalog/` fills it in by declaration merging. */
export interface Catalog {}

interface Vocabulary {
  events: unknown;
  templates: unknown;
  segments: unknown;
  facts: unknown;
  effects: unknown;
}
type Known = Catalog extends infer C extends Vocabulary ? C : never;

export type EventName = keyof Known['events'] & string;
export type TemplateName = keyof Known['templates'] & string;
export type SegmentName = Known['segments'] & string;
export type FactName = keyof Known['facts'] & string;
/** Facts that hold a date: ISO 8601, a day or an instant. */
export type DateFact = {
  [F in FactName]: [NonNullable<Known['facts'][F]>] extends [string] ? F : never;
}[FactName];
export type EffectName = keyof Known['effects'] & string;
export type Channel = 'email' | 'sms' | 'whatsapp';

/** ISO 8601. A bare date is that day in the customer's zone. */
export type When = string;

type Properties<E extends EventName> = Known['events'][E];
/** The fields of an event that hold one plain value, and so can be compared. */
export type Scalars<E extends EventName> = E extends EventName
  ? {
      [
        K in keyof Properties<E> as Properties<E>[K] extends string | number | boolean ? K : never
      ]: Properties<E>[K];
    }
  : never;

export type EventOf<E extends EventName> = E extends EventName
  ? Readonly<{ name: E; id: string; at: When; properties: Readonly<Properties<E>> }>
  : never;

/** An event, or an event whose fields equal those given. */
export type Match<E extends EventName> = E extends EventName
  ? E | { readonly event: E; readonly where: Partial<Scalars<E>> }
  : never;

type Template<T extends TemplateName> = Known['templates'][T] extends {
  props: infer P;
  channels: infer H;
}
  ? { props: P; channel: H }
  : never;
type SendOptions<T extends TemplateName> = { channel?: Template<T>['channel']; within?: Duration };
/** Props may be left out only where the template needs none. */
type SendRest<T extends TemplateName> =
  Record<never, never> extends Template<T>['props']
    ? [props?: Template<T>['props'], options?: SendOptions<T>]
    : [props: Template<T>['props'], options?: SendOptions<T>];

/** Why a message was not sent. Each has a row in the ledger. */
export const SKIP_REASONS = [
  'no address',
  'suppressed',
  'no consent',
  'too late',
  'unavailable',
  'undeliverable',
  'held',
  'capped',
  'skipped by hand',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export type Sent =
  | { readonly status: 'sent'; readonly channel: string; readonly message: string }
  | { readonly status: 'skipped'; readonly reason: SkipReason };

type EffectInput<F extends EffectName> = Known['effects'][F] extends { input: infer I } ? I : never;
type Done<F extends EffectName> = Known['effects'][F] extends { result: infer R; refused: infer N }
  ? | ({ readonly status: 'done' } & Readonly<R>)
    | ([N] extends [never] ? never : { readonly status: 'refused'; readonly reason: N })
  : never;

/** Local wall clock of the customer: that time of day, on those days. */
export interface LocalTime {
  at: Clock;
  on?: Days;
}

/** One customer's line through a journey. Await every verb before the next. */
export interface Journey<E extends EventName = EventName> {
  /** The event that started it. */
  readonly event: EventOf<E>;
  /** Gate, render, deliver, record. Without `channel`, the customer's first allowed one. */
  send<T extends TemplateName>(template: T, ...rest: SendRest<T>): Promise<Sent>;
  /** Exact hours; with `at`, that many calendar days on in the customer's zone, never in the past. */
  wait(duration: Duration, local?: LocalTime): Promise<void>;
  /** Until a date or instant; `'passed'` when it lies behind already. */
  waitUntil(
    date: When,
    local?: { before?: Duration; at?: Clock; on?: Days },
  ): Promise<'reached' | 'passed'>;
  /** The first such event since entry that no wait has taken, or `undefined` at the time-out. */
  waitFor<N extends EventName>(
    event: N | readonly N[],
    options: ({ within: Duration } | { until: When }) & {
      where?: Partial<Scalars<N>>;
      /** A send: only its clicks and replies. */
      of?: Sent;
    },
  ): Promise<EventOf<N> | undefined>;
  /** In the segment now? */
  is(segment: SegmentName): Promise<boolean>;
  /** The fact's value now. */
  get<F extends FactName>(fact: F): Promise<Known['facts'][F] | undefined>;
  /** Sticky by customer and name. Weights sum to 100. */
  split<const A extends Readonly<Record<string, number>>>(
    name: string,
    arms: A,
  ): Promise<keyof A & string>;
  /** A catalogued side effect. Look at `status` where it can be refused. */
  do<F extends EffectName>(effect: F, input: EffectInput<F>): Promise<Done<F>>;
}
