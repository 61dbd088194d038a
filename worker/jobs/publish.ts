import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { lastOf } from '../../catalog';
import type { JourneySpec } from '../../engine';
import {
  currentRelease,
  inTransaction,
  saveRelease,
  setCurrentRelease,
  now,
  type Db,
  type Release,
  type Store,
} from '../../store';
import { Doze } from '../doze';
import { inactiveTriggers, silentFor, type KeyedTrigger } from './inactive';
import { DUE_LOCK } from './sweep';

const TRY_AGAIN_MS = 100;
/** Events are numbered before they are committed: of so many, one may still appear. */
const IN_FLIGHT = 10_000;

/** Triggers of a release that the one before did not have, or had otherwise; and keys that are gone. */
export function changedTriggers(
  before: readonly JourneySpec[],
  after: readonly JourneySpec[],
): { readonly written: KeyedTrigger[]; readonly gone: string[] } {
  const old = new Map(inactiveTriggers(before).map((one) => [one.key, one]));
  const all = inactiveTriggers(after);
  const keys = new Set(all.map(({ key }) => key));
  return {
    written: all.filter((one) => !isDeepStrictEqual(old.get(one.key), one)),
    gone: [...old.keys()].filter((key) => !keys.has(key)),
  };
}

/** When each customer did last what the trigger counts from: kept with them from now on, and taken from their events. */
async function rememberNewest(
  tx: Db,
  { of }: KeyedTrigger['trigger'],
  since: number,
): Promise<void> {
  for (const event of of) {
    await sql`
      insert into facts (customer, fact, state)
      select e.customer, ${lastOf(event)}, to_jsonb(max(least(e.occurred_at, e.accepted_at)))
      from events e join customers c on c.id = e.customer
      where e.name = ${event} and e.number > ${since}::bigint and e.problems is null and c.erased_at is null
      group by e.customer order by e.customer
      on conflict (customer, fact) do update set state = excluded.state
        where (facts.state #>> '{}')::numeric < (excluded.state #>> '{}')::numeric`.execute(tx);
  }
}

/** Rows for those who do not qualify yet; those who do are skipped, for they went quiet before anyone asked. */
async function writeRows(
  tx: Db,
  { key, trigger }: KeyedTrigger,
  since: number,
  at: number,
): Promise<void> {
  const facts = trigger.of.map(lastOf);
  await sql`
    insert into due (customer, trigger, at)
    select f.customer, ${key}, max((f.state #>> '{}')::numeric)::bigint + ${silentFor(trigger)}::bigint
    from facts f
    where f.fact = any(${facts}::text[]) and (${since}::bigint = 0 or f.customer in (
      select customer from events where number > ${since}::bigint and name = any(${[...trigger.of]}::text[])))
    group by f.customer
    having max((f.state #>> '{}')::numeric)::bigint + ${silentFor(trigger)}::bigint > ${at}::bigint
    order by f.customer
    on conflict (customer, trigger) do update set at = excluded.at`.execute(tx);
}

/** Events above it may be missed by who reads now. */
async function settledNumber(db: Db): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select coalesce(max(number), 0) as number from events`.execute(db);
  return Math.max(0, (rows[0]?.number ?? 0) - IN_FLIGHT);
}

/** The bulk of it while everything goes on; then, with all customers held for a moment, what came meanwhile. */
async function publishAlone(store: Store, release: Release): Promise<void> {
  const before = (await currentRelease(store.db))?.journeys ?? [];
  const { written, gone } = changedTriggers(before, release.journeys);
  const keys = [...gone, ...written.map(({ key }) => key)];
  const upTo = await settledNumber(store.db);
  if (keys.length > 0) await store.db.deleteFrom('due').where('trigger', 'in', keys).execute();
  for (const one of written) {
    await rememberNewest(store.db, one.trigger, 0);
    await writeRows(store.db, one, 0, await now(store.db));
  }
  await inTransaction(store, async (tx) => {
    if (keys.length > 0) await sql`lock table customers in exclusive mode`.execute(tx);
    for (const one of written) {
      await rememberNewest(tx, one.trigger, upTo);
      await writeRows(tx, one, upTo, await now(tx));
    }
    await setCurrentRelease(tx, release.id);
  });
}

/** Keeps a release in the store. Nothing begins on it yet. */
export async function keep(store: Store, made: Omit<Release, 'createdAt'>): Promise<Release> {
  const release = { ...made, createdAt: await now(store.db) };
  await saveRelease(store.db, release);
  return release;
}

/**
 * Makes a kept release current. A trigger it brings has its `due` rows written in bulk; begun again after a crash,
 * it comes to the same.
 */
export async function publish(store: Store, release: Release): Promise<void> {
  if ((await currentRelease(store.db))?.id === release.id) return;
  const alone = () =>
    store.withAdvisoryLock(DUE_LOCK, () => publishAlone(store, release).then(() => true));
  while (!(await alone())) await new Doze().sleep(TRY_AGAIN_MS);
}
