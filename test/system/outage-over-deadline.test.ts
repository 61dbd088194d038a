import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { accept } from '../../store';
import { startTemporal } from '../servers/temporal';
import { eventually, Product } from '../worker/product';

jest.setTimeout(240_000);

const CUSTOMERS = 200;
const names = Array.from({ length: CUSTOMERS }, (_, i) => `late${i}`);

describe('events accepted before the deadline of their waits, Temporal down over the deadline', () => {
  test('are taken by their waits: 200 of 200', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perennial-outage-'));
    const file = join(folder, 'temporal.db');
    let server = await startTemporal({ file });
    const port = Number(server.address.split(':')[1]);
    const product = await new Product(
      { address: server.address, namespace: 'default', close: () => Promise.resolve() },
      { journeys: '../../system/journeys/order-by-date.ts' },
    ).start();
    const events = (name: string, properties: Record<string, string | number | []>) =>
      names.map((userId) => ({
        ...{ source: 'test', messageId: `${userId}-${name}`, type: 'track' as const },
        ...{ userId, name, properties },
      }));
    const waiting = async () => {
      const { count } = await product.store.db
        .selectFrom('waits')
        .select((row) => row.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return count === CUSTOMERS || undefined;
    };

    const deadline = Date.now() + 45_000;
    await accept(product.store, events('Signed Up', { source: new Date(deadline).toISOString() }));
    expect(await eventually(waiting)).toBe(true);
    await product.worker.idle();
    await server.stop();
    expect(Date.now()).toBeLessThan(deadline);
    await accept(
      product.store,
      events('Order Completed', { order_id: 'o-1', total: 10, products: [] }),
    );
    expect(Date.now()).toBeLessThan(deadline);
    await sleep(deadline + 1_000 - Date.now());

    server = await startTemporal({ port, file });
    const ends: Record<string, number> = {};
    for (const one of names) {
      const { end } = await product.ended(one);
      ends[end ?? ''] = (ends[end ?? ''] ?? 0) + 1;
    }
    expect(ends).toEqual({ 'ordered in time': CUSTOMERS });
    await product.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});
