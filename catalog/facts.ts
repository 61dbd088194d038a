import { DAY, type Instant, type Json } from '../engine';
import type { Events } from './events';
import { goesWith, type ProductName } from './products';
import type { FactEntry } from './types';

type FactEventOf<E extends keyof Events> = {
  [K in E]: { readonly name: K; readonly properties: Events[K]; readonly occurredAt: Instant };
}[E];

interface TypedFact<E extends keyof Events, State extends Json, Value extends Json> {
  readonly on: readonly E[];
  readonly start: State;
  step(state: State, event: FactEventOf<E>): State;
  value(state: State, now: Instant): Value | undefined;
  changesAt?(state: State, now: Instant): Instant | undefined;
  readonly samples: Readonly<Record<string, Value>>;
}

/** Types a fact by its events, and remembers the type of its value. */
export const fact =
  <State extends Json, Value extends Json>() =>
  <const E extends keyof Events>(
    definition: TypedFact<E, State, Value>,
  ): FactEntry & { readonly __value?: Value } =>
    definition;

/** Sums by month, counted from year 0. */
type Months = { readonly [month: string]: number };
const MONTHS = 12;
const month = (at: Instant): number => {
  const date = new Date(at);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};
const monthStart = (index: number): Instant => Date.UTC(Math.floor(index / 12), index % 12);
const cents = (amount: number): number => Math.round(amount * 100) / 100;

const PICKS = 2;
const isProduct = (id: string): id is ProductName => Object.hasOwn(goesWith, id);

/** How long an order is news. */
const NEWS = 3 * DAY;

/** What is known of each customer. Pure; the newest event may not be the last to come. */
export const facts = {
  /** Orders placed and not cancelled. */
  orders: fact<number, number>()({
    on: ['Order Completed', 'Order Cancelled'],
    start: 0,
    step: (count, { name }) => (name === 'Order Completed' ? count + 1 : count - 1),
    value: (count) => Math.max(0, count),
    samples: { none: 0, one: 1, several: 4 },
  }),

  /** Instant of the newest order, ISO 8601. */
  'last-order': fact<number | null, string>()({
    on: ['Order Completed'],
    start: null,
    step: (last, { occurredAt }) => Math.max(last ?? occurredAt, occurredAt),
    value: (last) => (last === null ? undefined : new Date(last).toISOString()),
    samples: { spring: '2026-03-14T18:30:00.000Z' },
  }),

  /** Whether the order that came in last was placed in these days: one that is imported was not. */
  'new-order': fact<number | null, boolean>()({
    on: ['Order Completed'],
    start: null,
    step: (_, { occurredAt }) => occurredAt,
    value: (last, now) => last !== null && now < last + NEWS,
    changesAt: (last, now) => (last !== null && now < last + NEWS ? last + NEWS : undefined),
    samples: { yes: true, no: false },
  }),

  /** What goes with what they have, and they do not have: ids, best first. */
  'goes-with': fact<readonly ProductName[], ProductName[]>()({
    on: ['Order Completed'],
    start: [],
    // The newest first: what goes with it is what they are listening to.
    step: (owned, { properties: { products } }) => [
      ...new Set([...products.map(({ product_id }) => product_id).filter(isProduct), ...owned]),
    ],
    value: (owned) => {
      const beside = new Set(owned.flatMap((id) => goesWith[id]));
      const picks = [...beside].filter((id) => !owned.includes(id)).slice(0, PICKS);
      return picks.length > 0 ? picks : undefined;
    },
    samples: { 'after one disc': ['corner-table', 'small-hours'] },
  }),

  /** Inquiries that no operator has closed yet. */
  'open-inquiries': fact<readonly string[], number>()({
    on: ['Inquiry Opened', 'Inquiry Closed'],
    start: [],
    step: (open, { name, properties: { inquiry } }) => {
      const others = open.filter((one) => one !== inquiry);
      return name === 'Inquiry Opened' ? [...others, inquiry] : others;
    },
    value: (open) => open.length,
    samples: { none: 0, one: 1 },
  }),

  /** Score of the newest answer to a survey, 1 to 5. */
  'last-score': fact<number | null, number>()({
    on: ['Survey Responded'],
    start: null,
    step: (_, { properties: { score } }) => score,
    value: (score) => score ?? undefined,
    samples: { happy: 5, unhappy: 1 },
  }),

  /** In the shop's currency, cancelled orders taken off. */
  spent: fact<number, number>()({
    on: ['Order Completed', 'Order Cancelled'],
    start: 0,
    step: (sum, { name, properties }) =>
      cents(name === 'Order Completed' ? sum + properties.total : sum - properties.total),
    value: (sum) => Math.max(0, sum),
    samples: { nothing: 0, some: 42.5, much: 640 },
  }),

  /** Spent in this calendar month (UTC) and the eleven before it. */
  'spent-in-a-year': fact<Months, number>()({
    on: ['Order Completed', 'Order Cancelled'],
    start: {},
    step: (months, { name, properties, occurredAt }) => {
      const here = month(occurredAt);
      const newest = Math.max(here, ...Object.keys(months).map(Number));
      const amount = name === 'Order Completed' ? properties.total : -properties.total;
      const next: Months = { ...months, [here]: cents((months[here] ?? 0) + amount) };
      return Object.fromEntries(
        Object.entries(next).filter(([index]) => Number(index) > newest - MONTHS),
      );
    },
    value: (months, now) => {
      const counted = Object.entries(months).filter(
        ([index]) => Number(index) > month(now) - MONTHS && Number(index) <= month(now),
      );
      return Math.max(0, cents(counted.reduce((sum, [, amount]) => sum + amount, 0)));
    },
    changesAt: (months, now) => {
      const starts = Object.keys(months).map(Number);
      const turns = starts.flatMap((index) => [index, index + MONTHS]).map(monthStart);
      const ahead = turns.filter((turn) => turn > now);
      return ahead.length > 0 ? Math.min(...ahead) : undefined;
    },
    samples: { nothing: 0, some: 42.5, much: 640 },
  }),
} as const;

export type FactsOf<F> = {
  [K in keyof F]: F[K] extends { readonly __value?: infer V } ? Exclude<V, undefined> : never;
};
export interface Facts extends FactsOf<typeof facts> {}
