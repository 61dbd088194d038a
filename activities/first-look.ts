import { isDeepStrictEqual } from 'node:util';
import type { Instant, Json, JourneySpec } from '../engine';
import { firstLook, insideOf, keptLook, triggersOf, type KeyedTrigger } from '../gate';
import {
  forgetTriggers,
  writeDue,
  writeFactsOf,
  type CustomerFacts,
  type Db,
  type Due,
} from '../store';
import type { ApplyDeps } from './context';
import { knownOf, readHours } from './due';

/** Triggers of a release that the one before did not have, or had otherwise; and keys that are gone. */
export function changedTriggers(
  before: readonly JourneySpec[],
  after: readonly JourneySpec[],
): { readonly written: KeyedTrigger[]; readonly gone: string[] } {
  const old = new Map(triggersOf(before).map((one) => [one.key, one]));
  const all = triggersOf(after);
  const keys = new Set(all.map(({ key }) => key));
  return {
    written: all.filter((one) => !isDeepStrictEqual(old.get(one.key), one)),
    gone: [...old.keys()].filter((key) => !keys.has(key)),
  };
}

/**
 * Writes when to look at these customers for the first time, for triggers that are published anew, in the place of
 * what there was: those who qualify already are skipped. Call under the customers' locks.
 */
export async function writeFirstLooks(
  tx: Db,
  customers: readonly CustomerFacts[],
  triggers: readonly KeyedTrigger[],
  deps: Pick<ApplyDeps, 'catalog'>,
  at: Instant,
): Promise<void> {
  const hours = await readHours(tx, triggers);
  const rows: Due[] = [];
  const kept: { customer: string; fact: string; state: Json }[] = [];
  for (const one of customers) {
    const { customer } = one;
    const known = knownOf(deps, one, one.facts, hours);
    for (const keyed of triggers) {
      const { next, keep = {} } = firstLook(keyed, known, at);
      if (next !== undefined) {
        rows.push({ customer, trigger: keyed.key, ...keptLook(keyed, known, next) });
      }
      for (const [fact, state] of Object.entries(keep)) kept.push({ customer, fact, state });
    }
  }
  await forgetLooks(
    tx,
    triggers.map(({ key }) => key),
    customers.map(({ customer }) => customer),
  );
  await writeDue(tx, rows);
  await writeFactsOf(tx, kept);
}

/** Takes away what is due for these triggers, and what was kept for them: of all customers, or of some. */
export const forgetLooks = (
  db: Db,
  keys: readonly string[],
  customers?: readonly string[],
): Promise<void> => forgetTriggers(db, { triggers: keys, facts: keys.map(insideOf), customers });
