import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTemporal, type TemporalTestServer } from '../servers/temporal';
import { Product } from './product';

jest.setTimeout(300_000);

const RUNS = Number(process.env['PERENNIAL_TEST_RUNS'] ?? 40);

describe('events accepted before the deadlines of their waits, with Temporal down until after them', () => {
  let folder: string;
  let server: TemporalTestServer;
  let product: Product;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'perennial-outage-'));
    server = await startTemporal({ file: join(folder, 'temporal.db') });
    product = await new Product(
      { address: server.address, namespace: 'default', close: () => Promise.resolve() },
      { journeys: 'short-wait.ts' },
    ).start();
  });
  afterAll(async () => {
    await product.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const waits = () => product.store.db.selectFrom('waits').select('until').execute();

  test('are taken, every one of them', async () => {
    const customers = Array.from({ length: RUNS }, (_, i) => `c${i}`);
    for (const one of customers) await product.signUp(one);
    for (const one of customers) await product.waiting(one);
    const deadlines = (await waits()).map(({ until }) => until);
    await server.stop();
    for (const one of customers) {
      await product.track(one, 'Order Completed', { order_id: 'o', total: 1, products: [] });
    }
    // The machine was quick enough for the test to mean something.
    expect(Date.now()).toBeLessThan(Math.min(...deadlines));
    expect(deadlines).toHaveLength(RUNS);

    await sleep(Math.max(...deadlines) + 1_000 - Date.now());
    server = await startTemporal({
      port: Number(server.address.split(':')[1]),
      file: join(folder, 'temporal.db'),
    });
    const ends = [];
    for (const one of customers) ends.push((await product.ended(one)).end);
    expect(ends).toEqual(customers.map(() => 'ordered'));
    expect(await waits()).toEqual([]);
  });
});
