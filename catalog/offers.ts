import type { Offer } from './types';

/**
 * What may be given away, and how much of it. An average order is about $36; half of the codes are
 * never used, so the expected cost of a code is half its value on such an order.
 */
export const offers = {
  'welcome-10': {
    percentOff: 10,
    cost: 1.8,
    validity: '10 days',
    perCustomer: 1,
    budgetPerMonth: 900,
  },
  'win-back-10': {
    percentOff: 10,
    cost: 1.8,
    validity: '14 days',
    perCustomer: 2,
    budgetPerMonth: 450,
  },
  'win-back-20': {
    percentOff: 20,
    cost: 3.6,
    validity: '7 days',
    perCustomer: 2,
    budgetPerMonth: 450,
  },
} as const satisfies Record<string, Offer>;

export interface Offers extends Readonly<typeof offers> {}
export type OfferName = keyof Offers;
