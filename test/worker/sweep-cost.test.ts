import { sql } from 'kysely';
import { storedSpecs, type ApplyDeps } from '../../activities';
import { catalog, lastOf } from '../../catalog';
import { DAY, type JourneySpec, type Trigger } from '../../engine';
import { now, openStore, type Store } from '../../store';
import { keep, publish } from '../../worker/jobs/publish';
import { sweep } from '../../worker/jobs/sweep';
import { onPostgres } from '../servers/stores';
import { countDue } from '../store/seeds';

const DUE = 100;
const TABLES = ['customers', 'identities', 'facts', 'due', 'events', 'enrollments'];
const spec = (id: string, event: string, trigger: Trigger): JourneySpec => ({
  id,
  title: id,
  on: [{ event, trigger }],
  reenter: 'always',
  exit: [],
  holdout: 0,
});
const JOURNEYS = [
  spec('quiet', 'Customer Inactive', {
    kind: 'inactive',
    after: '90 days',
    of: ['Order Completed'],
  }),
  spec('year', 'Date Reached', { kind: 'onDate', fact: 'last-order', every: 'year' }),
  spec('vips', 'Segment Entered', { kind: 'entered', segment: 'vip' }),
  spec('daily', 'Schedule Ticked', { kind: 'every', days: 'day', at: '09:00', in: 'ordered' }),
];

onPostgres((_, url) => {
  let store: Store;
  let apply: ApplyDeps;
  let at: number;
  beforeAll(async () => {
    // One connection: what it read is counted when it says so.
    store = await openStore({ databaseUrl: url(), poolSize: 1 });
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    apply = { catalog, secret: 'secret', specs: storedSpecs(), log };
    const made = { id: 'r', journeys: JOURNEYS, code: '', templates: {} };
    await publish({ store, catalog }, await keep(store, made));
    at = await now(store.db);
    // Where the server analyzes a table amid a sweep, planning with the new figures itself reads a row.
    for (const table of TABLES) {
      await sql`alter table ${sql.table(table)} set (autovacuum_enabled = false)`.execute(store.db);
    }
  });
  afterAll(() => store.close());

  /** So many customers who ordered, of whom a hundred are due for each trigger, and all others later. */
  async function shop(size: number): Promise<void> {
    for (const table of TABLES) {
      await sql`truncate ${sql.table(table)}`.execute(store.db);
    }
    const isDue = sql`n % ${size / DUE}::int = 0`;
    const ordered = sql`${at}::bigint - case when ${isDue} then 365 else 10 end * ${DAY}::bigint - n`;
    await sql`
      insert into customers (id, created_at, traits, arrived, applied, rung)
      select md5(n::text), 1, '{}', n, n, n from generate_series(1, ${size}::int) n`.execute(
      store.db,
    );
    await sql`
      insert into events (id, source, message_id, customer, type, name, properties, occurred_at, accepted_at, applied_at, done_at)
      select 'e' || n, 's', 'm' || n, md5(n::text), 'track', 'Order Completed', '{}', ${ordered}, ${ordered}, 1, 1
      from generate_series(1, ${size}::int) n`.execute(store.db);
    for (const fact of [lastOf('Order Completed'), 'last-order']) {
      await sql`
        insert into facts (customer, fact, state)
        select md5(n::text), ${fact}, to_jsonb(${ordered}) from generate_series(1, ${size}::int) n`.execute(
        store.db,
      );
    }
    await sql`
      insert into facts (customer, fact, state)
      select md5(n::text), 'orders', '1' from generate_series(1, ${size}::int) n`.execute(store.db);
    for (const key of ['quiet/0', 'year/0', 'vips/0', 'daily/0']) {
      await sql`
        insert into due (customer, trigger, at)
        select md5(n::text), ${key}, ${at}::bigint - case when ${isDue} then ${2 * DAY}::bigint else ${-50 * DAY}::bigint end
        from generate_series(1, ${size}::int) n`.execute(store.db);
    }
    await sql`vacuum analyze`.execute(store.db);
  }

  /** Rows that have been read so far, by table: by scans from end to end and by way of an index. */
  async function read(): Promise<Record<string, number>> {
    await sql`select pg_stat_force_next_flush()`.execute(store.db);
    const { rows } = await sql<{ table: string; rows: number }>`
      select relname as table, (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows from pg_stat_user_tables
      where relname not like 'perennial%'`.execute(store.db);
    return Object.fromEntries(rows.map(({ table, rows: count }) => [table, count]));
  }

  async function costOf(size: number): Promise<{ written: number; rows: Record<string, number> }> {
    await shop(size);
    const before = await read();
    const written = await sweep({ store, apply });
    const after = await read();
    const rows = Object.entries(after).map(([table, count]) => [
      table,
      count - (before[table] ?? 0),
    ]);
    return { written, rows: Object.fromEntries(rows) as Record<string, number> };
  }

  test('a sweep of 100 customers, due for every sort of trigger, reads the same rows among 1,000 and among 100,000', async () => {
    const small = await costOf(1_000);
    const large = await costOf(100_000);
    expect(large).toEqual(small);
    expect(large.written).toBe(3 * DUE);
    expect(large.rows['customers']).toBeGreaterThanOrEqual(DUE);
    expect(Math.max(...Object.values(large.rows))).toBeLessThanOrEqual(10 * DUE);
    expect(await countDue(store.db, at)).toBe(0);
  });
});
