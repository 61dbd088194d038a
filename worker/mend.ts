import type { Logger } from '../activities';
import {
  endEnrollment,
  inTransaction,
  lockCustomer,
  newGeneration,
  notify,
  readEnrollment,
  type Enrollment,
  type Store,
} from '../store';
import type { Runs, Standing } from './runs';

/** What was done about a run. */
export type Mended = 'nothing' | 'restarted' | 'closed';

const ENDS = { cancelled: 'cancelled', closed: 'ended in Temporal' } as const;

/**
 * Brings a row in line with what Temporal says of its run: a run that Temporal lost is started again with all it
 * had, one that was ended there has its row closed, so that the customer may enter again.
 */
export async function mend(
  { store, runs, log }: { store: Store; runs: Runs; log: Logger },
  seen: Pick<Enrollment, 'id' | 'journey' | 'customer' | 'generation' | 'state'>,
): Promise<Mended> {
  if (seen.state !== 'running') return 'nothing';
  const standing = await runs.look({ journey: seen.journey, enrollment: seen.id });
  if (standing === 'running') return 'nothing';
  const mended = await inTransaction(store, async (tx): Promise<Mended> => {
    const { now } = await lockCustomer(tx, seen.customer);
    const present = await readEnrollment(tx, seen.id);
    // Temporal was asked before the lock: a row that has moved on since then is right.
    if (present?.state !== 'running' || present.generation !== seen.generation) return 'nothing';
    if (standing !== 'gone') {
      await endEnrollment(tx, seen.id, ENDS[standing], now);
      return 'closed';
    }
    await newGeneration(tx, seen.id, { keep: 'all' });
    await notify(tx, 'events', [present.customer]);
    return 'restarted';
  });
  if (mended !== 'nothing') log.warn(report(seen, standing), `a run was ${mended}`);
  return mended;
}

const report = (seen: Pick<Enrollment, 'id' | 'journey'>, standing: Standing) => ({
  enrollment: seen.id,
  journey: seen.journey,
  temporal: standing,
});
