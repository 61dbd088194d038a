import { sql } from 'kysely';
import type { Instant } from '../engine';
import type { Db } from './database';

/** The wait a run is in. */
export interface Wait {
  readonly enrollment: string;
  readonly generation: number;
  /** The step that opened it. */
  readonly step: string;
  readonly kind: 'for' | 'until' | 'event';
  /** Names of the events waited for; empty for a plain wait. */
  readonly events: readonly string[];
  readonly until: Instant;
  readonly openedAt: Instant;
}

const COLUMNS = sql`w.enrollment, w.generation, w.step, w.kind, w.events, w.until, w.opened_at as "openedAt"`;

/** A run is in one wait at a time: this one takes the place of any other. */
export async function openWait(tx: Db, wait: Wait): Promise<void> {
  const { rows: _ } = await sql`
    insert into waits (enrollment, generation, step, kind, events, until, opened_at)
    values (${wait.enrollment}, ${wait.generation}, ${wait.step}, ${wait.kind},
      ${JSON.stringify(wait.events)}::jsonb, ${wait.until}, ${wait.openedAt})
    on conflict (enrollment) do update set generation = excluded.generation, step = excluded.step, kind = excluded.kind,
      events = excluded.events, until = excluded.until, opened_at = excluded.opened_at`.execute(tx);
}

export async function closeWait(tx: Db, enrollment: string, step: string): Promise<void> {
  await tx
    .deleteFrom('waits')
    .where('enrollment', '=', enrollment)
    .where('step', '=', step)
    .execute();
}

/** Open waits of a customer's live runs, with what tells which events concern them. */
export async function waitsOf(
  db: Db,
  customer: string,
): Promise<(Wait & { journey: string; per: string })[]> {
  const { rows } = await sql<Wait & { journey: string; per: string }>`
    select ${COLUMNS}, e.journey, e.per from enrollments e join waits w on w.enrollment = e.id
    where e.customer = ${customer} and e.state in ('starting', 'running')`.execute(db);
  return rows;
}

/** A wait that is over. */
export type LateWait = Pick<Wait, 'enrollment' | 'generation' | 'step' | 'until'> & {
  readonly journey: string;
};

/**
 * Waits that are over by the product's clock, of runs that nothing holds, earliest first.
 * @param after - the last one of those that were read
 */
export async function lateWaits(
  db: Db,
  limit: number,
  after?: Pick<Wait, 'until' | 'enrollment'>,
): Promise<LateWait[]> {
  const from = after
    ? sql`and (w.until, w.enrollment) > (${after.until}::bigint, ${after.enrollment})`
    : sql``;
  const { rows } = await sql<LateWait>`
    select w.enrollment, w.generation, w.step, w.until, e.journey
    from waits w join enrollments e on e.id = w.enrollment
    where w.until < perennial_now() and coalesce(e.not_before < perennial_now(), true)
      and e.state = 'running' and not e.paused and e.stuck is null
      and not exists (select 1 from journey_pauses p where p.journey = e.journey) ${from}
    order by w.until, w.enrollment limit ${limit}`.execute(db);
  return rows;
}

/**
 * Waits whose instant passed before `before`, earliest first: something kept their run from going on.
 * @param after - the last one of those that were read
 */
export async function overdueWaits(
  db: Db,
  before: Instant,
  limit: number,
  after?: Pick<Wait, 'until' | 'enrollment'>,
): Promise<(Wait & { journey: string })[]> {
  const from = after
    ? sql`and w.until >= ${after.until}::bigint
        and (w.until > ${after.until}::bigint or w.enrollment > ${after.enrollment})`
    : sql``;
  const { rows } = await sql<Wait & { journey: string }>`
    select ${COLUMNS}, e.journey from waits w join enrollments e on e.id = w.enrollment
    where w.until < ${before}::bigint and coalesce(e.not_before < ${before}::bigint, true) and e.state = 'running' ${from}
    order by w.until, w.enrollment limit ${limit}`.execute(db);
  return rows;
}
