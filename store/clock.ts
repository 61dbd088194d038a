import { sql } from 'kysely';
import { DAY, type Instant } from '../engine';
import type { Db } from './database';

/**
 * The product's one clock, as of this statement.
 * @returns ms since epoch, UTC
 */
export async function now(db: Db): Promise<Instant> {
  return (await readClock(db)).now;
}

/** @returns the instant, and virtual ms per real ms (1: real time) */
export async function readClock(db: Db): Promise<{ now: Instant; factor: number }> {
  const { rows } = await sql<{ now: Instant; factor: number }>`
    select perennial_now() as now, coalesce((select factor from clock), 1) as factor`.execute(db);
  const [clock] = rows;
  return clock ?? { now: Number.NaN, factor: Number.NaN };
}

/**
 * Sets the clock going. Where it once was scaled, it goes on from where it stood, so that it never goes back.
 * @param dayMs - real ms that a virtual day lasts; left out: as long as a real one
 * @param origin - where a clock that never ran begins; left out: now
 */
export async function startClock(
  db: Db,
  { dayMs = DAY, origin }: { dayMs?: number; origin?: Instant } = {},
): Promise<void> {
  const factor = DAY / dayMs;
  await db.transaction().execute(async (tx) => {
    await sql`lock table clock in exclusive mode`.execute(tx);
    const { rows } = await sql`select 1 from clock`.execute(tx);
    if (rows.length === 0 && factor === 1 && origin === undefined) return;
    await sql`
      insert into clock (id, factor, virtual_anchor, real_anchor, beat_at, origin)
      select 1, ${factor}::float8, moment.begin, at, at, moment.begin
      from (select at, coalesce(${origin ?? null}::bigint, at) as begin from (select perennial_real() as at) real) moment
      on conflict (id) do update set factor = excluded.factor, virtual_anchor = perennial_at(excluded.real_anchor),
        real_anchor = excluded.real_anchor, beat_at = excluded.beat_at`.execute(tx);
  });
}

/** Where the clock began, on itself. @returns undefined for one that was never scaled */
export async function clockOrigin(db: Db): Promise<Instant | undefined> {
  const row = await db.selectFrom('clock').select('origin').executeTakeFirst();
  return row?.origin ?? undefined;
}

/** Keeps a scaled clock going: without a beat for 2 s it stands still, and goes on from there with the next. */
export async function beat(db: Db): Promise<void> {
  await sql`
    update clock set virtual_anchor = perennial_at(moment.at), real_anchor = moment.at, beat_at = moment.at
    from (select perennial_real() as at) moment where moment.at >= real_anchor`.execute(db);
}

/** Stops a scaled clock at once. The next beat lets it go on from there. */
export async function holdClock(db: Db): Promise<void> {
  await sql`
    update clock set virtual_anchor = perennial_at(moment.at), real_anchor = moment.at, beat_at = moment.at - 2000
    from (select perennial_real() as at) moment`.execute(db);
}

/** Live runs that nothing holds, and since when each is to go on: its wait was over, its last step, or when it was to ask again. */
const MOVING = sql`
  select e.id, greatest(coalesce(w.until, s.at, e.entered_at), e.not_before) as since
  from enrollments e left join waits w on w.enrollment = e.id
    left join lateral (select max(at) as at from steps
      where w.enrollment is null and enrollment = e.id and generation = e.generation) s on true
  where e.state = 'running' and not e.paused and e.stuck is null
    and not exists (select 1 from journey_pauses p where p.journey = e.journey)`;

/**
 * How far the product is behind its own clock: the oldest of the events that wait to be worked off, and of the runs that
 * are to go on. Runs that stand still for a reason are not waited for.
 * For a clock that is scaled: it looks at every run that is live.
 * @param passedOver - what waits since then, or longer, is left out
 * @returns since when it waits, and for how long, virtual ms; undefined: nothing waits
 */
export async function behind(
  db: Db,
  passedOver: Instant = 0,
): Promise<{ since: Instant; by: number } | undefined> {
  const { rows } = await sql<{ since: Instant | null; by: number }>`
    with clock as materialized (select perennial_now() as now), moving as (${MOVING}),
      oldest as (select least(
        (select min(since) from moving, clock where since < clock.now and since > ${passedOver}::bigint),
        (select min(v.accepted_at) from customers c join events v on v.customer = c.id and v.number > c.rung
          where c.arrived > c.rung and v.accepted_at > ${passedOver}::bigint)) as since)
    select since, now - since as by from clock, oldest`.execute(db);
  const { since = null, by = 0 } = rows[0] ?? {};
  return since === null ? undefined : { since, by };
}

/**
 * Runs that were to go on more than `by` ago, virtual ms: something keeps them from it. It looks at every run that is live.
 * @returns their ids, in order
 */
export async function overdueRuns(db: Db, by: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from (${MOVING}) moving where since < perennial_now() - ${by}::bigint order by id`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}
