import type { Facts } from './facts';
import type { SegmentEntry } from './types';

type Value<F extends keyof Facts> = <K extends F>(fact: K) => Facts[K] | undefined;

export const segment = <const F extends keyof Facts>(definition: {
  readonly facts: readonly F[];
  test(value: Value<F>): boolean;
}): SegmentEntry => definition;

/** Groups of customers: predicates over facts, asked at the moment they matter. */
export const segments = {
  ordered: segment({ facts: ['orders'], test: (value) => (value('orders') ?? 0) > 0 }),
  'first-time-buyer': segment({ facts: ['orders'], test: (value) => value('orders') === 1 }),
  'just-ordered': segment({ facts: ['new-order'], test: (value) => value('new-order') === true }),
  'support-open': segment({
    facts: ['open-inquiries'],
    test: (value) => (value('open-inquiries') ?? 0) > 0,
  }),
  unhappy: segment({ facts: ['last-score'], test: (value) => (value('last-score') ?? 5) <= 2 }),
  vip: segment({
    facts: ['spent-in-a-year'],
    test: (value) => (value('spent-in-a-year') ?? 0) >= 250,
  }),
} as const;

export interface Segments extends Readonly<typeof segments> {}
