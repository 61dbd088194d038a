import type { Logger } from '../activities';
import { PermanentError, type Instant } from '../engine';
import {
  endEnrollment,
  inTransaction,
  lockCustomer,
  newGeneration,
  notify,
  readEnrollment,
  setStuck,
  type Db,
  type Enrollment,
  type Store,
} from '../store';
import type { Runs, Standing } from './runs';

/** What was done about a run. */
export type Mended = 'nothing' | 'restarted' | 'closed' | 'stuck';

type Seen = Pick<Enrollment, 'id' | 'journey' | 'customer' | 'generation' | 'state'>;

const ENDS = { cancelled: 'cancelled', closed: 'ended in Temporal' } as const;

/** Its code cannot come to say so itself: it is recorded as stuck, or ended where it was given an end. */
async function settleFailing(tx: Db, run: Enrollment, now: Instant): Promise<Mended> {
  if (run.verdict !== null) {
    await endEnrollment(tx, run.id, run.verdict, now);
    return 'closed';
  }
  if (run.stuck !== null) return 'nothing';
  const { code, message } = new PermanentError('TURN_FAILS', { journey: run.journey });
  await setStuck(tx, run.id, { step: '', code, message });
  return 'stuck';
}

async function settle(tx: Db, seen: Seen, standing: Exclude<Standing, 'running'>): Promise<Mended> {
  const { now } = await lockCustomer(tx, seen.customer);
  const present = await readEnrollment(tx, seen.id);
  // Temporal was asked before the lock: a row that has moved on since then is right.
  if (present?.state !== 'running' || present.generation !== seen.generation) return 'nothing';
  if (standing === 'failing') return settleFailing(tx, present, now);
  if (standing !== 'gone') {
    await endEnrollment(tx, seen.id, ENDS[standing], now);
    return 'closed';
  }
  await newGeneration(tx, seen.id, { keep: 'all' });
  await notify(tx, 'events', [present.customer]);
  return 'restarted';
}

/**
 * Brings a row in line with what Temporal says of its run: a run that Temporal lost is started again with all it
 * had, one that was ended there has its row closed, so that the customer may enter again, and one whose code fails
 * there is recorded as stuck.
 */
export async function mend(
  { store, runs, log }: { store: Store; runs: Runs; log: Logger },
  seen: Seen,
): Promise<Mended> {
  if (seen.state !== 'running') return 'nothing';
  const name = { journey: seen.journey, enrollment: seen.id };
  const standing = await runs.look(name);
  if (standing === 'running') return 'nothing';
  const mended = await inTransaction(store, (tx) => settle(tx, seen, standing));
  if (mended === 'nothing') return mended;
  if (standing === 'failing' && mended === 'closed') {
    await runs.terminate(name, 'its enrollment is over');
  }
  log.warn({ ...name, temporal: standing }, `a run was found ${standing}: ${mended}`);
  return mended;
}
