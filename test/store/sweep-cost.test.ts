import { sql, type RawBuilder } from 'kysely';
import { writeDue, type Db, type Due, type Store } from '../../store';
import { dropping, dueBy } from '../../store/due';
import { eachStore } from '../servers/stores';

interface Node {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Node[];
}
interface Cost {
  /** Rows that scans of tables looked at, kept or not. */
  readonly rows: number;
  readonly blocks: number;
  readonly scans: readonly string[];
}

const nodes = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodes)];

/** What a statement reads, undone afterwards. */
async function costOf(store: Store, statement: (db: Db) => RawBuilder<unknown>): Promise<Cost> {
  const undone = new Error('undone');
  let cost: Cost | undefined;
  await store.db
    .transaction()
    .execute(async (tx) => {
      const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: Node }] }>`
        explain (analyze, buffers, format json) ${statement(tx)}`.execute(tx);
      const [{ Plan: top }] = rows[0]?.['QUERY PLAN'] as [{ Plan: Node }];
      const scans = nodes(top).filter((node) => /^(Seq|Index|Bitmap Heap)/.test(node['Node Type']));
      cost = {
        rows: scans.reduce((sum, node) => sum + looked(node), 0),
        blocks: top['Shared Hit Blocks'] + top['Shared Read Blocks'],
        scans: scans.map((node) => node['Node Type']),
      };
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return cost as Cost;
}

const looked = (node: Node): number =>
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];

const NOW = 1_000_000;
const QUIET = 100;

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });

  /** So many customers, each due some time after now, but for a hundred spread among them. */
  async function shop(size: number): Promise<Due[]> {
    await sql`truncate due`.execute(store.db);
    await sql`
      insert into due (customer, trigger, at)
      select md5(n::text), 'win-back/0', ${NOW} + 1 + n from generate_series(1, ${size}::int) n`.execute(
      store.db,
    );
    const { rows } = await sql<Due>`
      select customer, trigger, ${NOW}::bigint as at from due where (at - ${NOW} - 1) % ${size / QUIET}::int = 0`.execute(
      store.db,
    );
    await writeDue(store.db, rows);
    await sql`vacuum analyze due`.execute(store.db);
    return rows;
  }

  test('a sweep of 100 newly quiet customers reads the same among 1,000 and among 100,000', async () => {
    const costs: { take: Cost; drop: Cost }[] = [];
    for (const size of [1_000, 100_000]) {
      const quiet = await shop(size);
      expect(quiet).toHaveLength(QUIET);
      costs.push({
        take: await costOf(store, (db) => asSql(dueBy(db, NOW, 500))),
        drop: await costOf(store, () => dropping(quiet)),
      });
    }
    const [small, large] = costs as [(typeof costs)[0], (typeof costs)[0]];
    for (const cost of [large.take, large.drop]) {
      expect(cost.rows).toBe(QUIET);
      expect(cost.scans).not.toContain('Seq Scan');
    }
    expect(large.take.rows).toBe(small.take.rows);
    // Blocks: one for each row, and an index that is one or two levels deeper.
    expect(large.take.blocks).toBeLessThanOrEqual(QUIET + 20);
    expect(large.drop.blocks).toBeLessThanOrEqual(QUIET * 6);
  });

  test('what is looked for is what is taken', async () => {
    const quiet = await shop(1_000);
    const taken = await dueBy(store.db, NOW, 500).execute();
    expect(taken.map(({ customer }) => customer).sort()).toEqual(
      quiet.map(({ customer }) => customer).sort(),
    );
    await dropping(quiet).execute(store.db);
    expect(await dueBy(store.db, NOW, 500).execute()).toEqual([]);
  });
});

/** A built query as a part of another. */
function asSql(query: ReturnType<typeof dueBy>): RawBuilder<unknown> {
  return sql`${query}`;
}
