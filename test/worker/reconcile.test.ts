import { inTransaction, markRunning, now, openWait, type Store } from '../../store';
import { Reconciler } from '../../worker/jobs/reconcile';
import type { Runs, Standing } from '../../worker/runs';
import { eachStore } from '../servers/stores';
import { enroll, newCustomer } from '../store/seeds';

const HOUR = 3_600_000;

eachStore((open) => {
  let store: Store;
  let asked: string[];
  beforeAll(async () => {
    store = await open();
  });
  beforeEach(async () => {
    await store.db.deleteFrom('enrollments').execute();
    await store.db.deleteFrom('waits').execute();
    asked = [];
  });

  /** What Temporal says of each run; the real one is asked in the tests of operators and restarts. */
  const reconciler = (standing: (enrollment: string) => Standing = () => 'running') => {
    const runs = {
      look: ({ enrollment }: { enrollment: string }) => {
        asked.push(enrollment);
        return Promise.resolve(standing(enrollment));
      },
      list: () => Promise.reject(new Error('visibility is gone')),
    };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    return new Reconciler({ store, runs: runs as unknown as Runs, log, served: () => [] });
  };

  /** Running enrollments, some of them in waits that were over so long ago. */
  async function running(count: number, overdue: number): Promise<string[]> {
    const customer = await newCustomer(store);
    const ids: string[] = [];
    for (let i = 0; i < count; i++) {
      const { id } = await enroll(store, { customer });
      ids.push(id);
      if (i >= overdue) continue;
      await inTransaction(store, async (tx) =>
        openWait(tx, {
          ...{ enrollment: id, generation: 0, step: 'wait#1', kind: 'for', events: [] },
          until: (await now(tx)) - HOUR - i,
          openedAt: 0,
        }),
      );
    }
    await markRunning(
      store.db,
      ids.map((id) => ({ id, generation: 0 })),
    );
    return ids;
  }

  test('asks about every run in turn, so many at a look, off the store’s rows alone', async () => {
    const ids = await running(450, 0);
    const looks = reconciler();
    const counts: number[] = [];
    for (let i = 0; i < 3; i++) {
      const before = asked.length;
      await looks.look();
      counts.push(asked.length - before);
    }
    expect(counts).toEqual([200, 200, 50]);
    expect([...asked].sort()).toEqual([...ids].sort());
    await looks.look();
    expect(asked.slice(450)).toEqual(asked.slice(0, 200));
  });

  test('asks about overdue ones besides, and none of them holds up the others', async () => {
    const ids = await running(320, 120);
    const looks = reconciler();
    const overdue = new Set(ids.slice(0, 120));
    for (let i = 0; i < 3; i++) await looks.look();
    // In turn 200 and 120, and 50, 50 and 20 whose wait is over.
    expect(new Set(asked)).toEqual(new Set(ids));
    const first = new Set(asked.slice(0, 250));
    expect([...overdue].filter((id) => first.has(id)).length).toBeGreaterThanOrEqual(50);
    expect(asked.length).toBeLessThanOrEqual(200 + 50 + 120 + 50 + 200 + 20);
  });

  test('closes the rows of runs that ended there, and counts them', async () => {
    const [gone = '', here = ''] = await running(2, 0);
    const looks = reconciler((id) => (id === gone ? 'closed' : 'running'));
    expect(await looks.look()).toBe(1);
    const rows = await store.db
      .selectFrom('enrollments')
      .select(['id', 'state'])
      .where('id', 'in', [gone, here])
      .execute();
    expect(new Map(rows.map(({ id, state }) => [id, state]))).toEqual(
      new Map([
        [gone, 'ended'],
        [here, 'running'],
      ]),
    );
  });
});
