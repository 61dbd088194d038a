import type { Offer } from '../../../catalog';

export const offers = {
  'cart-5': {
    percentOff: 5,
    cost: 1.6,
    validity: '2 days',
    perCustomer: 2,
    budgetPerMonth: 200,
  },
  'birthday-15': {
    percentOff: 15,
    cost: 2.7,
    validity: '14 days',
    perCustomer: 20,
    budgetPerMonth: 300,
  },
  'friend-10': {
    percentOff: 10,
    cost: 1.8,
    validity: '30 days',
    perCustomer: 1,
    budgetPerMonth: 300,
  },
  'advocate-10': {
    percentOff: 10,
    cost: 1.8,
    validity: '60 days',
    perCustomer: 5,
    budgetPerMonth: 300,
  },
  'vip-20': {
    percentOff: 20,
    cost: 3.6,
    validity: '30 days',
    perCustomer: 1,
    budgetPerMonth: 200,
  },
} as const satisfies Record<string, Offer>;

type Added = typeof offers;
declare module '../../../catalog/offers' {
  interface Offers extends Readonly<Added> {}
}
