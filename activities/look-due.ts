import { HOUR, type Instant, type Json } from '../engine';
import { keptLook, lookHere, lookWhenDue, type KeptLook, type KeyedTrigger } from '../gate';
import {
  acceptUnderLock,
  changeDue,
  dueOf,
  opaqueId,
  putOffDue,
  readFacts,
  writeFacts,
  type Db,
  type Incoming,
  type LockedCustomer,
} from '../store';
import type { ApplyDeps } from './context';
import { knownOf, readHours } from './due';
import { placeOf } from './failures';

const AGAIN = HOUR;

const eventOf = (
  customer: string,
  { key, event, journey }: KeyedTrigger,
  told: { readonly id: string; readonly properties: Incoming['properties'] },
): Omit<Incoming, 'customer'> => ({
  source: 'perennial',
  messageId: opaqueId('due', key, customer, told.id),
  type: 'system',
  name: event,
  properties: told.properties,
  journey,
});

/** Looks that have come due and failed are tried again later, as of when they were to be. */
export const putOff = (
  db: Db,
  customer: string,
  triggers: readonly string[],
  now: Instant,
): Promise<void> => putOffDue(db, customer, triggers, { now, until: now + AGAIN });

/**
 * What has come due for a customer whose accepted events are all applied, looked at again: is it still so? Then one
 * event for the journey is accepted in the same transaction, by an id that makes it one for ever.
 * @param triggers - of the current release; a row of another one goes
 * @returns how many events were told of
 */
export async function lookAtDue(
  tx: Db,
  customer: LockedCustomer,
  triggers: ReadonlyMap<string, KeyedTrigger>,
  deps: ApplyDeps,
): Promise<number> {
  const due = [...(await dueOf(tx, customer.id))].filter(([, { at }]) => at <= customer.now);
  const states = await readFacts(tx, customer.id);
  const keyed = due.flatMap(([key]) => triggers.get(key) ?? []);
  const known = knownOf(deps, customer, states, await readHours(tx, keyed));
  const changes = new Map<string, KeptLook | undefined>(due.map(([key]) => [key, undefined]));
  const kept: Record<string, Json> = {};
  const events: Omit<Incoming, 'customer'>[] = [];
  const failed: string[] = [];
  for (const [key, look] of due) {
    const one = triggers.get(key);
    if (!one || customer.erasedAt !== null) continue;
    try {
      const here = lookHere(one, known, look);
      const { tell, next, keep } = lookWhenDue(one, known, here, customer.now);
      changes.set(key, next === undefined ? undefined : keptLook(one, known, next));
      Object.assign(kept, keep);
      if (tell) events.push(eventOf(customer.id, one, tell));
    } catch (error) {
      // One bad segment must not keep the customer's other triggers from being looked at.
      deps.log.error(
        { trigger: key, at: placeOf(error) },
        'a trigger threw; looked at again later',
      );
      changes.delete(key);
      failed.push(key);
    }
  }
  if (events.length > 0) await acceptUnderLock(tx, customer, events);
  await writeFacts(tx, customer.id, kept);
  await changeDue(tx, customer.id, changes);
  if (failed.length > 0) await putOff(tx, customer.id, failed, customer.now);
  return events.length;
}
