import { hasHours, type Json } from '../engine';
import { zoneOr, type KeyedTrigger, type Known } from '../gate';
import { readClock, type Customer, type Db } from '../store';
import type { ApplyDeps } from './context';

/** Whether days have hours, where that matters to one of these triggers. */
export async function readHours(db: Db, triggers: readonly KeyedTrigger[]): Promise<boolean> {
  const local = triggers.some(({ trigger: { kind } }) => kind === 'onDate' || kind === 'every');
  return local && hasHours((await readClock(db)).factor);
}

/** A customer as triggers know them. */
export const knownOf = (
  { catalog }: Pick<ApplyDeps, 'catalog'>,
  customer: Pick<Customer, 'timeZone'>,
  states: Readonly<Record<string, Json>>,
  hours: boolean,
): Known => ({ catalog, states, zone: zoneOr(customer.timeZone, catalog.shop.timeZone), hours });
