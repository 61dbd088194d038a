import { sql } from 'kysely';
import {
  changedTriggers,
  forgetLooks,
  writeFirstLooks,
  type ApplyDeps,
  type KeyedTrigger,
} from '../../activities';
import { lastOf } from '../../catalog';
import type { Instant } from '../../engine';
import {
  appliedSince,
  currentRelease,
  factsOfCustomers,
  inTransaction,
  lockCustomers,
  lockPage,
  now,
  saveRelease,
  setCurrentRelease,
  settledNumber,
  type Db,
  type Release,
  type Store,
} from '../../store';
import { Doze } from '../doze';
import { DUE_LOCK } from './sweep';

export interface PublishDeps extends Pick<ApplyDeps, 'catalog'> {
  readonly store: Store;
}

const PAGE = 500;
const TRY_AGAIN_MS = 100;
/** So many customers may be looked at while all are held. */
const FEW = 200;
/** Looks at who has moved since the last one, before all are held anyway. */
const ROUNDS = 10;

/** When each customer did last what the trigger counts from: kept with them from now on, and taken from their events. */
async function rememberNewest(tx: Db, { trigger }: KeyedTrigger, since: number): Promise<void> {
  if (trigger.kind !== 'inactive') return;
  for (const event of trigger.of) {
    await sql`
      insert into facts (customer, fact, state)
      select e.customer, ${lastOf(event)}, to_jsonb(max(least(e.occurred_at, e.accepted_at)))
      from events e join customers c on c.id = e.customer
      where e.name = ${event} and e.number > ${since}::bigint and e.applied_at is not null and e.problems is null
        and c.erased_at is null
      group by e.customer order by e.customer
      on conflict (customer, fact) do update set state = excluded.state
        where (facts.state #>> '{}')::numeric < (excluded.state #>> '{}')::numeric`.execute(tx);
  }
}

/** Looks at customers for triggers that are published anew, and knows who is to be looked at again. */
class FirstLooks {
  /** Those who were looked at again, and when. */
  readonly #again = new Map<string, Instant>();

  private constructor(
    private readonly deps: PublishDeps,
    private readonly written: readonly KeyedTrigger[],
    /** Events that are applied from now on are above this number, and applied since this instant. */
    private readonly from: { readonly number: number; readonly since: Instant },
  ) {}

  static async of(deps: PublishDeps, written: readonly KeyedTrigger[]): Promise<FirstLooks> {
    const { db } = deps.store;
    const number = await settledNumber(db);
    return new FirstLooks(deps, written, { number, since: await now(db) });
  }

  /** All customers while everything goes on, and those of whom events are applied meanwhile, until they are few. */
  async whileItGoesOn(): Promise<void> {
    const { db } = this.deps.store;
    for (const one of this.written) await rememberNewest(db, one, 0);
    await this.#all();
    for (let round = 0; round < ROUNDS; round++) {
      const moved = await this.#moved(db);
      if (moved.length <= FEW) break;
      for (const one of this.written) await rememberNewest(db, one, this.from.number);
      await this.#lookAgain(moved);
    }
  }

  /** What came since, while all customers are held. */
  async atLast(tx: Db): Promise<void> {
    for (const one of this.written) await rememberNewest(tx, one, this.from.number);
    await this.#look(tx, await this.#moved(tx));
  }

  /** By pages, each held for as long as its page takes. */
  async #all(): Promise<void> {
    for (let after: string | undefined = ''; after !== undefined;) {
      const from: string = after;
      after = await inTransaction(this.deps.store, async (tx) => {
        const page = await lockPage(tx, { after: from, limit: PAGE });
        await this.#look(tx, page);
        return page.length < PAGE ? undefined : page.at(-1);
      });
    }
  }

  /** Whoever was looked at under their lock, after the last event was applied, was seen as they are. */
  async #moved(db: Db): Promise<string[]> {
    const applied = [...(await appliedSince(db, this.from))];
    return applied
      .filter(([customer, at]) => at >= (this.#again.get(customer) ?? -Infinity))
      .map(([customer]) => customer);
  }

  async #lookAgain(customers: readonly string[]): Promise<void> {
    for (let from = 0; from < customers.length; from += PAGE) {
      const page = customers.slice(from, from + PAGE);
      const at = await inTransaction(this.deps.store, async (tx) => {
        await lockCustomers(tx, page);
        return this.#look(tx, page);
      });
      for (const customer of page) this.#again.set(customer, at);
    }
  }

  async #look(tx: Db, customers: readonly string[]): Promise<Instant> {
    const at = await now(tx);
    const known = await factsOfCustomers(tx, customers);
    await writeFirstLooks(tx, known, this.written, this.deps, at);
    return at;
  }
}

/** The bulk of it while everything goes on; then, with all customers held for a moment, what came meanwhile. */
async function publishAlone(deps: PublishDeps, release: Release): Promise<void> {
  const { store } = deps;
  const before = (await currentRelease(store.db))?.journeys ?? [];
  const { written, gone } = changedTriggers(before, release.journeys);
  await forgetLooks(store.db, [...gone, ...written.map(({ key }) => key)]);
  const looks = await FirstLooks.of(deps, written);
  if (written.length > 0) await looks.whileItGoesOn();
  await inTransaction(store, async (tx) => {
    if (written.length + gone.length > 0) {
      await sql`lock table customers in exclusive mode`.execute(tx);
    }
    if (written.length > 0) await looks.atLast(tx);
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
