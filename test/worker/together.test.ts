import { currentRelease, openStore, type Store } from '../../store';
import { createDatabase, type TestDatabase } from '../servers/stores';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import { Product } from './product';

jest.setTimeout(180_000);

const order = { order_id: 'o-1', total: 10, products: [] };
const CUSTOMERS = 40;

describe('two workers over one PostgreSQL', () => {
  let temporal: TestNamespace;
  let database: TestDatabase;
  let first: Product;
  let second: Product;
  let open: () => Promise<Store>;
  beforeAll(async () => {
    [temporal, database] = await Promise.all([createNamespace(), createDatabase()]);
    open = () => openStore({ databaseUrl: database.url });
    first = await new Product(temporal, { journeys: 'long-waits.ts' }).start(await open());
    second = await new Product(temporal, { journeys: 'long-waits.ts' }).start(await open());
  });
  afterAll(async () => {
    await first.stop();
    await second.stop();
    await database.drop();
    await temporal.close();
  });

  test('work off the same events: one run and one message for each customer, and each order is taken', async () => {
    expect(first.worker.release).toBe(second.worker.release);
    const customers = Array.from({ length: CUSTOMERS }, (_, i) => `c${i}`);
    for (const one of customers) await first.signUp(one);
    for (const one of customers) await second.track(one, 'Order Completed', order);
    for (const one of customers) expect((await first.ended(one)).end).toBe('ordered');
    for (const one of customers) {
      const mails = [
        ...first.mail.to(`${one}@example.com`),
        ...second.mail.to(`${one}@example.com`),
      ];
      expect(mails).toHaveLength(1);
    }
    await first.worker.idle();
    const open = await first.store.db
      .selectFrom('events')
      .select('id')
      .where('done_at', 'is', null)
      .execute();
    expect(open).toEqual([]);
  });

  test('of which one stops: the other goes on with its runs', async () => {
    await first.signUp('stays');
    await first.waiting('stays');
    await second.worker.stop();
    await first.track('stays', 'Order Completed', order);
    expect((await first.ended('stays')).end).toBe('ordered');
    await second.startWorker();
  });

  test('serve a release that one of them brings, and those who wait on the one before', async () => {
    await first.signUp('was');
    await first.waiting('was');
    await second.worker.stop();
    const { release } = await second.startWorker({ journeys: 'long-waits-edited.ts' });
    await second.signUp('is');
    const entered = await second.waiting('is');
    expect(entered.release).toBe(release);
    await second.worker.stop();
    // The first one was told of it, and goes on alone.
    await first.track('is', 'Order Completed', order);
    await first.track('was', 'Order Completed', order);
    expect((await first.ended('is')).end).toBe('ordered, as edited');
    expect((await first.ended('was')).end).toBe('ordered');
    expect(first.worker.releases()).toContain(release);
    await second.startWorker({ journeys: 'long-waits-edited.ts' });
  });

  test('of which the one with the older code starts again: it takes nothing back, unless it is told to', async () => {
    const current = async () => (await currentRelease(first.store.db))?.id;
    const { release: newer } = second.worker;
    await first.worker.stop();
    const { release: older } = await first.startWorker();
    expect(older).not.toBe(newer);
    expect(await current()).toBe(newer);
    await first.worker.stop();
    await first.startWorker({ rollBack: true });
    expect(await current()).toBe(older);
  });
});
