import { applyPending, storedSpecs, type ApplyDeps } from '../../activities';
import { catalog, lastOf } from '../../catalog';
import { DAY, type JourneySpec } from '../../engine';
import {
  accept,
  currentRelease,
  eraseCustomer,
  inTransaction,
  lockCustomer,
  newId,
  now,
  readFacts,
  type Store,
} from '../../store';
import { keep, publish } from '../../worker/jobs/publish';
import { sweep } from '../../worker/jobs/sweep';
import { eachStore } from '../servers/stores';
import { countDue } from '../store/seeds';

const QUIET = '90 days';
const winBack = (after: string = QUIET, of = ['Order Completed']): JourneySpec => ({
  id: 'win-back',
  title: 'Win back',
  on: [
    {
      event: 'Customer Inactive',
      trigger: { kind: 'inactive', after: after as never, of },
    },
  ],
  reenter: 'always',
  exit: [],
  holdout: 0,
});
const release = (id: string, journeys: JourneySpec[]) => ({
  ...{ id, journeys, code: '', templates: {} },
});
const plain: JourneySpec = { id: 'plain', title: '', on: [], exit: [], holdout: 0 };

eachStore((open) => {
  let store: Store;
  let apply: ApplyDeps;
  let at: number;
  beforeAll(async () => {
    store = await open();
  });
  beforeEach(async () => {
    for (const table of [
      'due',
      'facts',
      'current_release',
      'releases',
      'enrollments',
      'events',
    ] as const) {
      await store.db.deleteFrom(table).execute();
    }
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    apply = { catalog, secret: 'secret', specs: storedSpecs(), log };
    at = await now(store.db);
  });

  const bring = async (made: ReturnType<typeof release>): Promise<void> =>
    publish({ store, catalog }, await keep(store, made));

  /** An order so long ago, applied as the relay does. @returns the customer */
  async function ordered(userId: string, daysAgo: number): Promise<string> {
    const [answer] = await accept(store, [
      {
        ...{ source: 'test', messageId: newId(), type: 'track', userId },
        name: 'Order Completed',
        properties: { order_id: newId(), total: 1, products: [] },
        occurredAt: at - daysAgo * DAY,
      },
    ]);
    const customer = answer?.customer ?? '';
    await applied(customer);
    return customer;
  }
  const applied = (customer: string) =>
    inTransaction(store, async (tx) => applyPending(tx, await lockCustomer(tx, customer), apply));
  const dueOf = async (customer: string) =>
    store.db.selectFrom('due').select(['trigger', 'at']).where('customer', '=', customer).execute();
  const inactiveEvents = () =>
    store.db
      .selectFrom('events')
      .select(['customer', 'journey', 'properties', 'source'])
      .where('name', '=', 'Customer Inactive')
      .orderBy('number')
      .execute();

  describe('a trigger that is published', () => {
    test('looks at those who are not yet quiet for so long when they will be, and skips those who are', async () => {
      await bring(release('a', [plain]));
      const recent = await ordered('recent', 10);
      const quiet = await ordered('quiet', 100);
      await bring(release('b', [winBack()]));
      expect(await dueOf(recent)).toEqual([{ trigger: 'win-back/0', at: at + 80 * DAY }]);
      expect(await dueOf(quiet)).toEqual([]);
      expect((await currentRelease(store.db))?.id).toBe('b');
      expect(await readFacts(store.db, recent)).toMatchObject({
        [lastOf('Order Completed')]: at - 10 * DAY,
      });
    });

    test('counts from the newest of its events, however they came in', async () => {
      await bring(release('a', [plain]));
      const customer = await ordered('twice', 20);
      await ordered('twice', 50);
      await bring(release('b', [winBack()]));
      expect(await dueOf(customer)).toEqual([{ trigger: 'win-back/0', at: at + 70 * DAY }]);
    });

    test('that is changed is looked at anew; one that is gone leaves nothing', async () => {
      await bring(release('a', [winBack('90 days')]));
      const customer = await ordered('changed', 10);
      await bring(release('b', [winBack('30 days')]));
      expect(await dueOf(customer)).toEqual([{ trigger: 'win-back/0', at: at + 20 * DAY }]);
      await bring(release('c', [plain]));
      expect(await countDue(store.db)).toBe(0);
    });

    test('and stays as it was costs nothing', async () => {
      await bring(release('a', [winBack()]));
      const customer = await ordered('same', 10);
      await store.db.updateTable('due').set({ at: 7 }).execute();
      await bring(release('b', [winBack(), plain]));
      expect(await dueOf(customer)).toEqual([{ trigger: 'win-back/0', at: 7 }]);
    });

    test('published twice, as after a crash, comes to the same', async () => {
      await bring(release('a', [plain]));
      const customer = await ordered('again', 10);
      await bring(release('b', [winBack()]));
      await store.db.updateTable('current_release').set({ release: 'a' }).execute();
      await bring(release('b', [winBack()]));
      expect(await dueOf(customer)).toEqual([{ trigger: 'win-back/0', at: at + 80 * DAY }]);
    });

    test('knows nothing of who was erased', async () => {
      await bring(release('a', [plain]));
      const customer = await ordered('erased', 10);
      await inTransaction(store, (tx) => eraseCustomer(tx, customer, { at, secret: 's' }));
      await bring(release('b', [winBack()]));
      expect(await dueOf(customer)).toEqual([]);
      expect(await readFacts(store.db, customer)).toEqual({});
    });
  });

  describe('the sweep', () => {
    beforeEach(() => bring(release('a', [winBack()])));
    const pass = () => sweep({ store, apply });

    test('writes one event for each who went quiet, to the one journey, once', async () => {
      const customer = await ordered('gone', 91);
      await ordered('here', 89);
      expect(await pass()).toBe(1);
      expect(await pass()).toBe(0);
      const since = new Date(at - 91 * DAY).toISOString();
      expect(await inactiveEvents()).toEqual([
        {
          ...{ customer, journey: 'win-back', source: 'perennial' },
          properties: { event: 'Order Completed', since },
        },
      ]);
      expect(await dueOf(customer)).toEqual([]);
    });

    test('looks again: who came back in the last moment is not quiet', async () => {
      const customer = await ordered('back', 91);
      await accept(store, [
        {
          ...{ source: 'test', messageId: newId(), type: 'track', userId: 'back' },
          name: 'Order Completed',
          properties: { order_id: 'o2', total: 1, products: [] },
        },
      ]);
      expect(await pass()).toBe(0);
      expect(await inactiveEvents()).toEqual([]);
      expect(await dueOf(customer)).toHaveLength(1);
    });

    test('writes no second event where the first was written and the row stayed', async () => {
      const customer = await ordered('torn', 91);
      const [row] = await dueOf(customer);
      await pass();
      await store.db
        .insertInto('due')
        .values({ customer, trigger: 'win-back/0', at: row?.at ?? 0 })
        .execute();
      await pass();
      expect(await inactiveEvents()).toHaveLength(1);
    });

    test('writes one for each silence', async () => {
      const customer = await ordered('often', 300);
      await pass();
      await ordered('often', 100);
      await pass();
      expect(await inactiveEvents()).toHaveLength(2);
      expect(await dueOf(customer)).toEqual([]);
    });

    test('drops the rows of a trigger that is gone', async () => {
      await ordered('left', 91);
      await store.db.updateTable('due').set({ trigger: 'old/0' }).execute();
      expect(await pass()).toBe(0);
      expect(await countDue(store.db)).toBe(0);
    });

    test('one customer whose events cannot be worked off keeps nobody else from being looked at', async () => {
      const broken = await ordered('broken', 92);
      const gone = await ordered('gone', 91);
      await bring(release('b', [winBack()]));
      const safeParse = () => {
        throw new Error('of the author');
      };
      const order = { ...catalog.events['Order Completed'], schema: { safeParse } };
      const events = { ...catalog.events, 'Order Completed': order };
      const torn = { ...catalog, events } as unknown as typeof catalog;
      await accept(store, [
        {
          ...{ source: 'test', messageId: newId(), type: 'track', userId: 'broken' },
          name: 'Order Completed',
          properties: { order_id: 'o2', total: 1, products: [] },
          occurredAt: at - 92 * DAY,
        },
      ]);
      expect(await sweep({ store, apply: { ...apply, catalog: torn }, batch: 1 })).toBe(1);
      expect((await inactiveEvents()).map(({ customer }) => customer)).toEqual([gone]);
      const [row] = await dueOf(broken);
      expect(row?.at).toBeGreaterThan(at);
      await store.db.updateTable('due').set({ at }).execute();
      expect(await pass()).toBe(1);
    });

    test('works through more than a batch', async () => {
      for (let i = 0; i < 7; i++) await ordered(`many ${i}`, 91);
      expect(await sweep({ store, apply, batch: 3 })).toBe(7);
    });

    test('does nothing where another sweeps', async () => {
      await ordered('other', 91);
      const second = store.kind === 'pglite' ? store : await open();
      await second.withAdvisoryLock('perennial-due', async () => {
        expect(await pass()).toBe(0);
      });
      expect(await pass()).toBe(1);
    });
  });
});
