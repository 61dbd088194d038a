import { sql } from 'kysely';
import { PermanentError, type Instant, type Json } from '../engine';
import type { Db } from './database';
import { ENROLLMENT_COLUMNS, type Enrollment } from './enrollments';
import { messagesOf, type Message } from './messages';
import type { Wait } from './waits';

/** An enrollment as operators see it. */
export interface RunSummary extends Omit<Enrollment, 'kept' | 'event'> {
  /** What its run waits for, or null. */
  readonly waiting: Omit<Wait, 'enrollment' | 'generation'> | null;
  readonly journeyPaused: boolean;
}

export interface RunDetail extends RunSummary {
  readonly event: Enrollment['event'];
  readonly steps: readonly {
    readonly step: string;
    readonly verb: string;
    readonly value: Json;
    readonly at: Instant;
  }[];
  readonly messages: readonly Message[];
}

export interface RunFilter {
  readonly journey?: string;
  readonly customer?: string;
  readonly states?: readonly Enrollment['state'][];
  readonly release?: string;
  readonly end?: string;
  readonly stuck?: boolean;
  readonly paused?: boolean;
}

export interface Page {
  /** At most this many, 100 when left out. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
}

type Row = RunSummary & { readonly event: Enrollment['event']; readonly kept: unknown };

const SELECT = sql`
  select ${ENROLLMENT_COLUMNS},
    case when w.enrollment is not null then jsonb_build_object('step', w.step, 'kind', w.kind, 'events', w.events,
      'until', w.until, 'openedAt', w.opened_at) end as waiting,
    exists (select 1 from journey_pauses p where p.journey = e.journey) as "journeyPaused"
  from enrollments e left join waits w on w.enrollment = e.id and w.generation = e.generation
    and (w.kind = 'event' or w.until > perennial_now())`;

function conditions(filter: RunFilter, after: readonly [number, string] | undefined) {
  const all = [sql`true`];
  if (filter.journey !== undefined) all.push(sql`e.journey = ${filter.journey}`);
  if (filter.customer !== undefined) all.push(sql`e.customer = ${filter.customer}`);
  if (filter.states) all.push(sql`e.state = any(${[...filter.states]}::text[])`);
  if (filter.release !== undefined) all.push(sql`e.release = ${filter.release}`);
  if (filter.end !== undefined) all.push(sql`e."end" = ${filter.end}`);
  if (filter.stuck !== undefined) all.push(sql`(e.stuck is not null) = ${filter.stuck}`);
  if (filter.paused !== undefined) all.push(sql`e.paused = ${filter.paused}`);
  if (after) all.push(sql`(e.entered_at, e.id) < (${after[0]}::bigint, ${after[1]}::text)`);
  return sql.join(all, sql` and `);
}

/** `<entered at>.<id>` of the last row of a page. */
function cursor(after: string | undefined): [number, string] | undefined {
  const dot = after?.indexOf('.') ?? -1;
  if (after === undefined || dot < 1) return undefined;
  return [Number(after.slice(0, dot)), after.slice(dot + 1)];
}

function summary({ event: _event, kept: _kept, ...run }: Row): RunSummary {
  return run;
}

/** Newest first. `next` is there when there may be more. */
export async function listRuns(
  db: Db,
  filter: RunFilter = {},
  { limit = 100, after }: Page = {},
): Promise<{ runs: RunSummary[]; next?: string }> {
  const { rows } = await sql<Row>`${SELECT} where ${conditions(filter, cursor(after))}
    order by e.entered_at desc, e.id desc limit ${limit}`.execute(db);
  const last = rows.at(-1);
  const next = last && rows.length === limit ? `${last.enteredAt}.${last.id}` : undefined;
  return { runs: rows.map(summary), ...(next && { next }) };
}

/**
 * One run with its steps, messages and wait.
 * @throws PermanentError `ENROLLMENT_UNKNOWN`
 */
export async function readRun(db: Db, id: string): Promise<RunDetail> {
  const { rows } = await sql<Row>`${SELECT} where e.id = ${id}`.execute(db);
  const [row] = rows;
  if (!row) throw new PermanentError('ENROLLMENT_UNKNOWN', { enrollment: id });
  const steps = await db
    .selectFrom('steps')
    .select(['step', 'verb', 'value', 'at'])
    .where('enrollment', '=', id)
    .where('generation', '=', row.generation)
    .orderBy('number')
    .execute();
  return { ...summary(row), event: row.event, steps, messages: await messagesOf(db, id) };
}

/** How many runs of each journey are under way, and how many of those stand still. Journeys without are left out. */
export async function countLive(
  db: Db,
): Promise<{ journey: string; live: number; stuck: number }[]> {
  const { rows } = await sql<{ journey: string; live: number; stuck: number }>`
    select journey, count(*) as live, count(stuck) as stuck from enrollments
    where state in ('starting', 'running') group by journey order by journey`.execute(db);
  return rows;
}

/** How many enrollments of each journey are in each state, with each end or reason. */
export async function countRuns(
  db: Db,
): Promise<
  { journey: string; state: Enrollment['state']; outcome: string | null; count: number }[]
> {
  const { rows } = await sql<{
    journey: string;
    state: Enrollment['state'];
    outcome: string | null;
    count: number;
  }>`
    select journey, state, coalesce("end", reason) as outcome, count(*) as count from enrollments
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows;
}
