import { sql } from 'kysely';
import {
  changedTriggers,
  forgetLooks,
  writeFirstLooks,
  type ApplyDeps,
  type KeyedTrigger,
} from '../../activities';
import { lastOf } from '../../catalog';
import {
  currentRelease,
  factsOfCustomers,
  inTransaction,
  lockPage,
  now,
  saveRelease,
  setCurrentRelease,
  type Db,
  type Release,
  type Store,
} from '../../store';
import { Doze } from '../doze';
import { DUE_LOCK } from './sweep';

export interface PublishDeps extends Pick<ApplyDeps, 'catalog' | 'timeZone'> {
  readonly store: Store;
}

const PAGE = 500;
const TRY_AGAIN_MS = 100;
/** Events are numbered before they are committed: of so many, one may still appear. */
const IN_FLIGHT = 10_000;

/** When each customer did last what the trigger counts from: kept with them from now on, and taken from their events. */
async function rememberNewest(tx: Db, { trigger }: KeyedTrigger, since: number): Promise<void> {
  if (trigger.kind !== 'inactive') return;
  for (const event of trigger.of) {
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

/** Events above it may be missed by who reads now. */
async function settledNumber(db: Db): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select coalesce(max(number), 0) as number from events`.execute(db);
  return Math.max(0, (rows[0]?.number ?? 0) - IN_FLIGHT);
}

/** What is written anew, and for whom: all customers, by pages, each held for as long as its page takes. */
async function lookAtAll(
  { store, ...deps }: PublishDeps,
  written: readonly KeyedTrigger[],
): Promise<string[]> {
  const behind: string[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const from: string = after;
    after = await inTransaction(store, async (tx) => {
      const page = await lockPage(tx, { after: from, limit: PAGE });
      await writeFirstLooks(tx, page, written, deps, await now(tx));
      behind.push(...page.filter((one) => one.behind).map(({ customer }) => customer));
      return page.length < PAGE ? undefined : page.at(-1)?.customer;
    });
  }
  return behind;
}

/** Those of whom something was applied since, or may have been. Nobody is worked off meanwhile. */
async function lookAgain(
  tx: Db,
  deps: PublishDeps,
  written: readonly KeyedTrigger[],
  customers: readonly string[],
): Promise<void> {
  for (let from = 0; from < customers.length; from += PAGE) {
    const page = await factsOfCustomers(tx, customers.slice(from, from + PAGE));
    await writeFirstLooks(tx, page, written, deps, await now(tx));
  }
}

async function customersSince(db: Db, number: number): Promise<string[]> {
  const { rows } = await sql<{ customer: string }>`
    select distinct customer from events where number > ${number}::bigint`.execute(db);
  return rows.map(({ customer }) => customer);
}

/** The bulk of it while everything goes on; then, with all customers held for a moment, what came meanwhile. */
async function publishAlone(deps: PublishDeps, release: Release): Promise<void> {
  const { store } = deps;
  const before = (await currentRelease(store.db))?.journeys ?? [];
  const { written, gone } = changedTriggers(before, release.journeys);
  const upTo = await settledNumber(store.db);
  await forgetLooks(store.db, [...gone, ...written.map(({ key }) => key)]);
  for (const one of written) await rememberNewest(store.db, one, 0);
  const behind = written.length > 0 ? await lookAtAll(deps, written) : [];
  await inTransaction(store, async (tx) => {
    if (written.length + gone.length > 0) {
      await sql`lock table customers in exclusive mode`.execute(tx);
    }
    if (written.length > 0) {
      for (const one of written) await rememberNewest(tx, one, upTo);
      const moved = new Set([...behind, ...(await customersSince(tx, upTo))]);
      await lookAgain(tx, deps, written, [...moved]);
    }
    await forgetLooks(tx, gone);
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
export async function publish(deps: PublishDeps, release: Release): Promise<void> {
  const { store } = deps;
  if ((await currentRelease(store.db))?.id === release.id) return;
  const alone = () =>
    store.withAdvisoryLock(DUE_LOCK, () => publishAlone(deps, release).then(() => true));
  while (!(await alone())) await new Doze().sleep(TRY_AGAIN_MS);
}
