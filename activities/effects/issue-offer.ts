import { parseDuration, PermanentError } from '../../engine';
import { issueOffer } from '../../store';
import type { Effect } from './effect';

/** A personal code, its cost booked in the same transaction. What travels on is its id, never the code. */
export const issueOfferEffect: Effect<{ offer: string; expiresIn?: string }> = {
  within: async ({ tx, deps, customer, step }, { offer: name, expiresIn }) => {
    const offer = deps.catalog.offers[name];
    if (!offer) throw new PermanentError('NOT_IN_CATALOG', { kind: 'offer', name });
    const issued = await issueOffer(tx, {
      key: step.key,
      offer: name,
      customer: customer.id,
      cost: offer.cost,
      perCustomer: offer.perCustomer,
      budgetPerMonth: offer.budgetPerMonth,
      expiresAt: customer.now + parseDuration(expiresIn ?? offer.validity),
      now: customer.now,
    });
    return issued.status === 'done' ? { status: 'done', offer: issued.code.id } : issued;
  },
};
