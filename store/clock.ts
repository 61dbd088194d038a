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
      insert into clock (id, factor, virtual_anchor, real_anchor, beat_at)
      select 1, ${factor}::float8, coalesce(${origin ?? null}::bigint, at), at, at from (select perennial_real() as at) moment
      on conflict (id) do update set factor = excluded.factor, virtual_anchor = perennial_at(excluded.real_anchor),
        real_anchor = excluded.real_anchor, beat_at = excluded.beat_at`.execute(tx);
  });
}

/** Keeps a scaled clock going: without a beat for 2 s it stands still, and goes on from there with the next. */
export async function beat(db: Db): Promise<void> {
  await sql`
    update clock set virtual_anchor = perennial_at(moment.at), real_anchor = moment.at, beat_at = moment.at
    from (select perennial_real() as at) moment where moment.at >= real_anchor`.execute(db);
}
