import type { ShopCatalog } from '../../catalog';
import type { JsonObject } from '../../engine';
import { money } from '../money';

/** An offer as people talk of it. */
export interface Given {
  readonly offer: string;
  readonly percentOff?: number;
  readonly amountOff?: number;
  /** What a code is expected to cost, in the shop's currency. */
  readonly cost: number;
  /** How long a code is good, as it was written: `14 days`. */
  readonly goodFor?: string;
}

/** @param input - of the effect that issues a code */
export function givenBy(catalog: ShopCatalog, input: JsonObject): Given {
  const { offer: name, expiresIn } = input;
  const offer = typeof name === 'string' ? name : 'an offer';
  const { percentOff, amountOff, cost = 0, validity } = catalog.offers[offer] ?? {};
  const goodFor = typeof expiresIn === 'string' ? expiresIn : validity;
  return {
    offer,
    ...(percentOff !== undefined && { percentOff }),
    ...(amountOff !== undefined && { amountOff }),
    cost,
    ...(goodFor !== undefined && { goodFor }),
  };
}

/** `−10 %`, `−$5`: what a code takes off. */
export function worth({ offer, percentOff, amountOff }: Given, currency: string): string {
  if (percentOff !== undefined) return `−${String(percentOff)} %`;
  return amountOff === undefined ? offer : `−${money(amountOff, currency)}`;
}
