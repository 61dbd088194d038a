import { fact } from '../../../catalog';
import type { FactsOf } from '../../../catalog/facts';
import { DAY } from '../../../engine';

/** How long a bottle lasts. */
const BOTTLE = 90 * DAY;
/** How long a record is news. */
const NEWS = 7 * DAY;
/** Hours a week that a house at its busiest plays. */
const BUSY = 100;

export const facts = {
  /** The day of the year, in a leap year, so that each has one. */
  birthday: fact<string | null, string>()({
    on: ['Birthday Shared'],
    start: null,
    step: (_, { properties: { day } }) => day,
    value: (day) => (day === null ? undefined : `2000-${day}`),
    samples: { May: '2000-05-17' },
  }),

  /** When the bottles that were ordered will be empty, ISO 8601. */
  'refill-due': fact<number | null, string>()({
    on: ['Order Completed'],
    start: null,
    step: (due, { properties: { products }, occurredAt }) => {
      const bottles = products
        .filter(({ product_id }) => product_id === 'groove-wash')
        .reduce((sum, { quantity }) => sum + quantity, 0);
      return bottles === 0 ? due : Math.max(due ?? occurredAt, occurredAt) + bottles * BOTTLE;
    },
    value: (due) => (due === null ? undefined : new Date(due).toISOString()),
    samples: { spring: '2026-04-05T10:00:00.000Z' },
  }),

  /** From 0, a house that hardly plays music, to 100. */
  'lead-score': fact<number | null, number>()({
    on: ['Lead Created'],
    start: null,
    step: (_, { properties: { hours_a_week } }) => hours_a_week,
    value: (hours) => (hours === null ? undefined : Math.min(100, (hours / BUSY) * 100)),
    samples: { low: 40, high: 90 },
  }),

  /** Whose link brought them. */
  advocate: fact<string | null, string>()({
    on: ['Referral Claimed'],
    start: null,
    step: (first, { properties: { advocate } }) => first ?? advocate ?? null,
    value: (advocate) => advocate ?? undefined,
    samples: { 'a friend': 'a-friend' },
  }),

  'digest-wanted': fact<boolean, boolean>()({
    on: ['Digest Chosen'],
    start: false,
    step: (_, { properties: { wanted } }) => wanted,
    value: (wanted) => wanted,
    samples: { yes: true, no: false },
  }),

  /** Whether something new by an artist they follow came in this week. */
  'has-arrivals': fact<number | null, boolean>()({
    on: ['Record Arrived'],
    start: null,
    step: (last, { occurredAt }) => Math.max(last ?? occurredAt, occurredAt),
    value: (last, now) => last !== null && now < last + NEWS,
    changesAt: (last, now) => (last !== null && now < last + NEWS ? last + NEWS : undefined),
    samples: { yes: true, no: false },
  }),
} as const;

type Added = typeof facts;
declare module '../../../catalog/facts' {
  interface Facts extends FactsOf<Added> {}
}
