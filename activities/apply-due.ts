import { lastOf } from '../catalog';
import { parseDuration } from '../engine';
import { rewriteDue } from '../store';
import type { Work } from './apply-work';

/**
 * When to look whether a customer went quiet: so long after the newest of the events named. Only for
 * triggers whose events came: a row that was worked off stays away until then.
 */
export async function rewriteInactive({ tx, customer, release, facts }: Work): Promise<void> {
  const { newest, states } = facts;
  if (newest.size === 0) return;
  const rows = release.journeys.flatMap((journey) =>
    journey.on.flatMap((on, index) => {
      if (!('trigger' in on) || on.trigger.kind !== 'inactive') return [];
      const { of, after } = on.trigger;
      if (!of.some((event) => newest.has(event))) return [];
      const last = Math.max(...of.map((event) => Number(states[lastOf(event)] ?? -Infinity)));
      return [{ trigger: `${journey.id}/${index}`, at: last + parseDuration(after) }];
    }),
  );
  if (rows.length > 0) await rewriteDue(tx, customer.id, rows, { keepOthers: true });
}
