import { DAY } from '../../engine';
import { accept, beat, listRuns, startClock, type Store } from '../../store';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import { Product, eventually } from './product';

jest.setTimeout(180_000);

/** Sunday afternoon in Berlin. */
const START = Date.parse('2026-11-22T15:00Z');
const MONDAY = Date.parse('2026-11-23T08:00Z');

describe('on a real Temporal server', () => {
  let temporal: TestNamespace;
  let store: Store;
  let product: Product;
  let beats: NodeJS.Timeout;
  beforeAll(async () => {
    temporal = await createNamespace();
    product = await new Product(temporal, {
      journeys: 'each-trigger.ts',
      intervals: { sweep: 100, reconcile: 30_000, releases: 5_000 },
      before: async ({ db }) => {
        await startClock(db, { origin: START });
        beats = setInterval(() => void beat(db).catch(() => undefined), 500);
      },
    }).start();
    ({ store } = product);
  });
  afterAll(async () => {
    clearInterval(beats);
    await product.stop();
    await temporal.close();
  });

  const orders = async (userId: string, occurredAt: number, total: number): Promise<void> => {
    const products = [{ product_id: 'low-sun', quantity: 1 }];
    await accept(store, [
      {
        ...{ source: 'test', messageId: userId, type: 'track', name: 'Order Completed', userId },
        properties: { order_id: `o-${userId}`, total, products },
        traits: { email: `${userId}@example.com` },
        occurredAt,
        timeZone: 'Europe/Berlin',
      },
    ]);
  };
  /** How the runs of a journey ended, once there is one. */
  const ends = async (journey: string, count = 1): Promise<(string | null)[]> => {
    const seen = await eventually(async () => {
      const { runs } = await listRuns(store.db, { journey, states: ['ended'] });
      return runs.length >= count ? runs : undefined;
    });
    return (seen ?? []).map(({ end }) => end);
  };

  test('a journey of each trigger starts by itself, once', async () => {
    await orders('quiet', START - 100 * DAY, 10);
    await orders('regular', START, 640);
    await orders('year', Date.parse('2025-11-23T07:59:30Z'), 10);
    expect(await ends('quiet', 2)).toEqual(['Order Completed', 'Order Completed']);
    expect(await ends('regular')).toEqual(['vip']);
    const before = await listRuns(store.db, { journey: 'monday' });
    expect(before.runs).toEqual([]);

    // It is soon nine o'clock on Monday in Berlin.
    await store.db
      .updateTable('clock')
      .set({ virtual_anchor: MONDAY - 2_000, real_anchor: Date.now(), beat_at: Date.now() })
      .execute();
    const nine = '2026-11-23T08:00:00.000Z';
    expect(await ends('monday', 3)).toEqual([nine, nine, nine]);
    expect(await ends('anniversary')).toEqual(['last-order']);
    await product.worker.sweep();
    await product.worker.idle();
    const { runs } = await listRuns(store.db, {});
    expect(runs.map(({ journey }) => journey).sort()).toEqual([
      ...['anniversary', 'monday', 'monday', 'monday', 'quiet', 'quiet', 'regular'],
    ]);
    expect(product.mail.to('regular@example.com')).toHaveLength(2);
    expect(product.mail.to('year@example.com')).toHaveLength(3);
  });
});
