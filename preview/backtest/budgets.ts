import type { Offer } from '../../catalog';
import type { Instant } from '../../engine';
import { monthOf } from '../../gate';

/** Codes of one offer in one month. Money in the shop's currency. */
export interface OfferMonth {
  readonly month: string;
  readonly issued: number;
  readonly cost: number;
  /** Not issued, for the month's budget was spent. */
  readonly refused: number;
}

const MILLIONTHS = 1_000_000;
const whole = (amount: number): number => Math.round(amount * MILLIONTHS);

interface Counted {
  issued: number;
  refused: number;
}

/** What has been given away: monthly budgets as the store keeps them, over all customers. */
export class Budgets {
  readonly #months = new Map<string, Map<string, Counted>>();

  /** Takes a code's cost out of the month's budget, or does nothing. */
  spend(name: string, offer: Offer, now: Instant): boolean {
    const counted = this.#counted(name, monthOf(now));
    const isEnough = (counted.issued + 1) * whole(offer.cost) <= whole(offer.budgetPerMonth);
    if (isEnough) counted.issued++;
    else counted.refused++;
    return isEnough;
  }

  #counted(name: string, month: string): Counted {
    const months = this.#months.get(name) ?? new Map<string, Counted>();
    const counted = months.get(month) ?? { issued: 0, refused: 0 };
    this.#months.set(name, months.set(month, counted));
    return counted;
  }

  months(name: string, { cost }: Offer): OfferMonth[] {
    return [...(this.#months.get(name) ?? [])]
      .map(([month, { issued, refused }]) => ({
        month,
        issued,
        cost: (issued * whole(cost)) / MILLIONTHS,
        refused,
      }))
      .sort((a, b) => (a.month < b.month ? -1 : 1));
  }
}
