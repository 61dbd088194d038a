import { sql } from 'kysely';
import { PermanentError, type EventRecord, type Instant, type Kept } from '../engine';
import type { Db } from './database';
import type { EnrollmentsTable } from './schema';

/** One customer's (and `per` value's) place in a journey. Instants in ms since epoch, UTC. */
export interface Enrollment {
  readonly id: string;
  readonly journey: string;
  readonly customer: string;
  /** JSON of the `per` value, `''` without. */
  readonly per: string;
  readonly eventId: string;
  readonly eventNumber: number;
  readonly release: string;
  readonly generation: number;
  readonly state: EnrollmentsTable['state'];
  readonly reason: string | null;
  readonly end: string | null;
  readonly enteredAt: Instant;
  readonly endedAt: Instant | null;
  readonly paused: boolean;
  readonly stuck: { readonly step: string; readonly code: string; readonly message: string } | null;
  readonly verdict: string | null;
  readonly goalEvent: string | null;
  readonly goalUntil: Instant | null;
  readonly convertedAt: Instant | null;
  readonly kept: readonly Kept[] | null;
  /** When an operator had the story told again, or null. */
  readonly restartedAt: Instant | null;
  readonly event: EventRecord;
}

/** Has a run, or is about to have one. */
export const isLive = ({ state }: Pick<Enrollment, 'state'>): boolean =>
  state === 'starting' || state === 'running';

export const ENROLLMENT_COLUMNS = sql`e.id, e.journey, e.customer, e.per, e.event_id as "eventId",
  e.event_number as "eventNumber", e.release, e.generation, e.state, e.reason, e."end", e.entered_at as "enteredAt",
  e.ended_at as "endedAt", e.paused, e.stuck, e.verdict, e.goal_event as "goalEvent", e.goal_until as "goalUntil",
  e.converted_at as "convertedAt", e.kept, e.restarted_at as "restartedAt", e.event`;

export interface NewEnrollment {
  readonly id: string;
  readonly journey: string;
  readonly customer: string;
  readonly per?: string;
  readonly eventId: string;
  readonly eventNumber: number;
  readonly release: string;
  readonly state: 'starting' | 'turned away' | 'held out';
  readonly reason?: string;
  readonly enteredAt: Instant;
  readonly goal?: { readonly event: string; readonly until: Instant };
  /** As the run may see it. */
  readonly event: EventRecord;
}

/** @returns false where the same id was there already */
export async function insertEnrollment(tx: Db, row: NewEnrollment): Promise<boolean> {
  const inserted = await tx
    .insertInto('enrollments')
    .values({
      id: row.id,
      journey: row.journey,
      customer: row.customer,
      per: row.per ?? '',
      event_id: row.eventId,
      event_number: row.eventNumber,
      release: row.release,
      generation: 0,
      state: row.state,
      reason: row.reason ?? null,
      entered_at: row.enteredAt,
      paused: false,
      goal_event: row.goal?.event ?? null,
      goal_until: row.goal?.until ?? null,
      event: JSON.stringify(row.event),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  return inserted.length > 0;
}

/** Enrollments of the customer, journey and `per` value that entered or were held out, earliest first. */
export async function earlierEnrollments(
  tx: Db,
  of: { journey: string; customer: string; per?: string },
): Promise<{ id: string; enteredAt: Instant; live: boolean }[]> {
  const { rows } = await sql<{ id: string; enteredAt: Instant; live: boolean }>`
    select id, entered_at as "enteredAt", state in ('starting', 'running') as live from enrollments
    where customer = ${of.customer} and journey = ${of.journey} and per = ${of.per ?? ''} and state <> 'turned away'
    order by entered_at, id`.execute(tx);
  return rows;
}

/** Those with a run, or about to have one. */
export async function liveEnrollments(tx: Db, customer: string): Promise<Enrollment[]> {
  const { rows } = await sql<Enrollment>`
    select ${ENROLLMENT_COLUMNS} from enrollments e
    where customer = ${customer} and state in ('starting', 'running') order by entered_at, id`.execute(
    tx,
  );
  return rows;
}

export async function readEnrollment(db: Db, id: string): Promise<Enrollment | undefined> {
  const { rows } = await sql<Enrollment>`
    select ${ENROLLMENT_COLUMNS} from enrollments e where id = ${id}`.execute(db);
  return rows[0];
}

/** @throws PermanentError `ENROLLMENT_UNKNOWN` */
export async function needEnrollment(db: Db, id: string): Promise<Enrollment> {
  const enrollment = await readEnrollment(db, id);
  if (!enrollment) throw new PermanentError('ENROLLMENT_UNKNOWN', { enrollment: id });
  return enrollment;
}

/** Those whose run is yet to be started: of one customer, or the longest waiting of all. */
export async function startingEnrollments(
  db: Db,
  of: { customer?: string; limit?: number } = {},
): Promise<Enrollment[]> {
  const { rows } = await sql<Enrollment>`
    select ${ENROLLMENT_COLUMNS} from enrollments e
    where state = 'starting' and (${of.customer ?? null}::text is null or customer = ${of.customer ?? null}::text)
    order by entered_at, id limit ${of.limit ?? 1000}`.execute(db);
  return rows;
}

/** These very generations were started. One that an operator began since then is still to be. */
export async function markRunning(
  db: Db,
  runs: readonly Pick<Enrollment, 'id' | 'generation'>[],
): Promise<void> {
  if (runs.length === 0) return;
  await sql`
    update enrollments e set state = 'running'
    from jsonb_to_recordset(${JSON.stringify(runs.map(({ id, generation }) => ({ id, generation })))}::jsonb)
      as r(id text, generation int)
    where e.id = r.id and e.generation = r.generation and e.state = 'starting'`.execute(db);
}

/**
 * Sets the end that waits for the run's next wait, gate or effect. The first one stays, but for a conversion: a wait may
 * take that back, and the other end is for good.
 */
export async function setVerdict(tx: Db, id: string, verdict: string): Promise<boolean> {
  const set = await tx
    .updateTable('enrollments')
    .set({ verdict })
    .where('id', '=', id)
    .where((row) => row.or([row('verdict', 'is', null), row('verdict', '=', 'converted')]))
    .where('state', 'in', ['starting', 'running'])
    .returning('id')
    .execute();
  return set.length > 0;
}

/** Takes this very verdict back: a wait took the event that gave it. */
export async function clearVerdict(tx: Db, id: string, verdict: string): Promise<void> {
  await tx
    .updateTable('enrollments')
    .set({ verdict: null })
    .where('id', '=', id)
    .where('verdict', '=', verdict)
    .execute();
}

/**
 * Closes a live enrollment, with its wait. The first end stays.
 * @returns whether it was live
 */
export async function endEnrollment(
  tx: Db,
  id: string,
  end: string,
  at: Instant,
): Promise<boolean> {
  const ended = await tx
    .updateTable('enrollments')
    .set({ state: 'ended', end, ended_at: at, stuck: null, not_before: null })
    .where('id', '=', id)
    .where('state', 'in', ['starting', 'running'])
    .returning('id')
    .execute();
  if (ended.length > 0) await tx.deleteFrom('waits').where('enrollment', '=', id).execute();
  return ended.length > 0;
}

/** Records why the run stands still, or with `null` that it goes on. */
export async function setStuck(tx: Db, id: string, stuck: Enrollment['stuck']): Promise<void> {
  await tx
    .updateTable('enrollments')
    .set({ stuck: stuck && JSON.stringify(stuck) })
    .where('id', '=', id)
    .where('state', 'in', ['starting', 'running'])
    .execute();
}

/** Records until when its step is put off, or with `null` that it has its outcome. */
export async function setNotBefore(tx: Db, id: string, until: Instant | null): Promise<void> {
  await tx.updateTable('enrollments').set({ not_before: until }).where('id', '=', id).execute();
}

/** Enrollments whose goal is still to be reached: live, ended or held out. */
export async function openGoals(
  tx: Db,
  customer: string,
  event: string,
  at: Instant,
): Promise<Enrollment[]> {
  const { rows } = await sql<Enrollment>`
    select ${ENROLLMENT_COLUMNS} from enrollments e
    where customer = ${customer} and goal_event = ${event} and goal_until >= ${at}::bigint and converted_at is null
      and state <> 'turned away'
    order by entered_at, id`.execute(tx);
  return rows;
}

/** The goal was reached. The first instant stays. */
export async function markConverted(tx: Db, id: string, at: Instant): Promise<boolean> {
  const marked = await tx
    .updateTable('enrollments')
    .set({ converted_at: at })
    .where('id', '=', id)
    .where('converted_at', 'is', null)
    .returning('id')
    .execute();
  return marked.length > 0;
}
