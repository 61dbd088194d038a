import { sql } from 'kysely';
import { PermanentError, type Instant, type Json, type Kept } from '../engine';
import { now } from './clock';
import type { Db } from './database';
import { isLive, needEnrollment, type Enrollment } from './enrollments';

/** Outcomes that the next run of an enrollment is given. `before`: those recorded before this step. */
export type Keep = 'all' | 'none' | { readonly before: string };

/** A recorded step of the present generation, and whether the next one keeps it. */
interface Recorded {
  readonly number: number;
  readonly step: string;
  readonly value: Json;
  readonly at: number;
}

async function keptOf(tx: Db, enrollment: Enrollment, keep: Keep): Promise<Recorded[]> {
  if (keep === 'none') return [];
  const { rows } = await sql<Recorded>`
    select number, step, value, at from steps
    where enrollment = ${enrollment.id} and generation = ${enrollment.generation} and step <> 'end'
    order by number`.execute(tx);
  if (keep === 'all') return rows;
  // A step that stands still has no outcome yet: all there is came before it.
  if (keep.before === enrollment.stuck?.step) return rows;
  const from = rows.findIndex(({ step }) => step === keep.before);
  if (from < 0) {
    throw new PermanentError('STEP_UNKNOWN', { enrollment: enrollment.id, step: keep.before });
  }
  return rows.slice(0, from);
}

/** Copies the kept steps, and moves the open wait and messages on their way, so that they are joined, not sent again. */
async function carryOver(
  tx: Db,
  { id, generation }: Enrollment,
  kept: readonly Recorded[],
): Promise<void> {
  const numbers = kept.map(({ number }) => number);
  const steps = kept.map(({ step }) => step);
  await sql`
    insert into steps (enrollment, generation, step, verb, value, event_id, at)
    select enrollment, generation + 1, step, verb, value, event_id, at from steps
    where number = any(${numbers}::bigint[]) order by number`.execute(tx);
  await sql`
    update waits set generation = generation + 1
    where enrollment = ${id} and generation = ${generation} and step = any(${steps}::text[])`.execute(
    tx,
  );
  await sql`delete from waits where enrollment = ${id} and generation <= ${generation}`.execute(tx);
  const prefix = `${id}:${generation}:`;
  await sql`
    update messages m set key = ${`${id}:${generation + 1}:`}::text || substr(m.key, ${prefix.length + 1}::int)
    where m.enrollment = ${id} and (m.state in ('claimed', 'released') or m.resend) and starts_with(m.key, ${prefix})
      and not exists (select 1 from steps where steps.enrollment = ${id} and steps.generation = ${generation}
        and steps.step = substr(m.key, ${prefix.length + 1}::int))`.execute(tx);
}

/** A story told again is due from then on, and so is its goal: as long a window as at the first entry. */
const toldAgain = (at: Instant) => ({
  asked: null,
  restarted_at: at,
  goal_until: sql<number>`${at}::bigint + (goal_until - coalesce(restarted_at, entered_at))`,
  converted_at: null,
});

/**
 * Readies a new run of the same enrollment: generation + 1, state `starting`. Call under the customer's lock.
 * What it keeps is in `kept` of the answer. A message on its way without an outcome is carried over:
 * the new run joins it. A live run that keeps all keeps its verdict, and what is asked of it; else only `erased` stays.
 * @throws PermanentError `ENROLLMENT_UNKNOWN`; `STEP_UNKNOWN` where `before` names no recorded step
 */
export async function newGeneration(
  tx: Db,
  id: string,
  { keep, release }: { keep: Keep; release?: string },
): Promise<Enrollment> {
  const present = await needEnrollment(tx, id);
  const recorded = await keptOf(tx, present, keep);
  await carryOver(tx, present, recorded);
  const goesOn = isLive(present) && keep === 'all';
  const verdict = present.verdict === 'erased' || goesOn ? present.verdict : null;
  const kept: Kept[] = recorded.map(({ step, value, at }) => ({ step, value, at }));
  await tx
    .updateTable('enrollments')
    .set({
      generation: present.generation + 1,
      state: 'starting',
      release: release ?? present.release,
      kept: JSON.stringify(kept),
      verdict,
      ...(!goesOn && toldAgain(await now(tx))),
      end: null,
      ended_at: null,
      stuck: null,
      not_before: null,
    })
    .where('id', '=', id)
    .execute();
  return needEnrollment(tx, id);
}
