import type { Instant } from '../engine';
import type { Db } from './database';

/** Holds every run of a journey at its next gate, wait or effect, at once. */
export async function pauseJourney(
  tx: Db,
  journey: string,
  { by, at }: { by: string; at: Instant },
): Promise<void> {
  await tx
    .insertInto('journey_pauses')
    .values({ journey, by, at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function resumeJourney(tx: Db, journey: string): Promise<void> {
  await tx.deleteFrom('journey_pauses').where('journey', '=', journey).execute();
}

/** Which journeys are held, since when and by whom. */
export async function pausedJourneys(
  db: Db,
): Promise<{ journey: string; by: string; at: Instant }[]> {
  return db.selectFrom('journey_pauses').selectAll().orderBy('journey').execute();
}

/** @returns false where the enrollment is unknown or over */
export async function setPaused(tx: Db, enrollment: string, paused: boolean): Promise<boolean> {
  const set = await tx
    .updateTable('enrollments')
    .set({ paused })
    .where('id', '=', enrollment)
    .where('state', 'in', ['starting', 'running'])
    .returning('id')
    .execute();
  return set.length > 0;
}
