import { sql } from 'kysely';
import type { Instant, JourneySpec } from '../engine';
import type { Db } from './database';

/** What a worker needs to serve runs. `id` is the hash of the rest. */
export interface Release {
  readonly id: string;
  readonly createdAt: Instant;
  readonly journeys: readonly JourneySpec[];
  /** CommonJS with `@temporalio/*` left external. */
  readonly code: string;
  /** Path below templates/ → text. */
  readonly templates: Readonly<Record<string, string>>;
}

/** A release without its code: what the relay reads for each customer. */
export interface CurrentRelease {
  readonly id: string;
  readonly since: Instant;
  readonly journeys: readonly JourneySpec[];
}

/** Keeps a release. The same id is the same release, so the first stays. */
export async function saveRelease(db: Db, release: Release): Promise<void> {
  await db
    .insertInto('releases')
    .values({
      id: release.id,
      created_at: release.createdAt,
      journeys: JSON.stringify(release.journeys),
      code: release.code,
      templates: JSON.stringify(release.templates),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function readRelease(db: Db, id: string): Promise<Release | undefined> {
  return db
    .selectFrom('releases')
    .select(['id', 'created_at as createdAt', 'journeys', 'code', 'templates'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The release that new runs begin on. Read it in the transaction that writes their enrollments. */
export async function currentRelease(db: Db): Promise<CurrentRelease | undefined> {
  return db
    .selectFrom('current_release')
    .innerJoin('releases', 'releases.id', 'current_release.release')
    .select(['releases.id', 'current_release.since', 'releases.journeys'])
    .executeTakeFirst();
}

/** Whether this release was current once, and another is now. */
export async function isSuperseded(db: Db, release: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from releases r, current_release c where r.id = ${release} and r.was_current and c.release <> r.id`.execute(
    db,
  );
  return rows.length > 0;
}

/** Makes a kept release current; says so on the channel `perennial_releases`. */
export async function setCurrentRelease(db: Db, release: string): Promise<void> {
  await sql`
    with made as (
      insert into current_release (id, release, since) values (1, ${release}, perennial_now())
      on conflict (id) do update set release = excluded.release, since = excluded.since
        where current_release.release <> excluded.release
      returning release),
    noted as (update releases set was_current = true where id = ${release})
    select pg_notify('perennial_releases', release) from made`.execute(db);
}

/** Releases that have live enrollments. */
export async function openReleases(db: Db): Promise<{ id: string; live: number }[]> {
  const { rows } = await sql<{ id: string; live: number }>`
    select release as id, count(*) as live from enrollments
    where state in ('starting', 'running') group by release order by release`.execute(db);
  return rows;
}
