import { setTimeout as sleep } from 'node:timers/promises';
import type { RunDetail } from '../../store';
import { eventually, Product } from '../worker/product';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';

jest.setTimeout(180_000);

const CUSTOMERS = 100;
const hasRead = ({ steps }: RunDetail): boolean =>
  steps.some(({ step }) => step === 'is ordered#1');
const order = { order_id: 'o-1', total: 10, products: [] };

describe('a hundred runs that read a segment and send while the event that changes it arrives', () => {
  let temporal: TestNamespace;
  let product: Product;
  beforeAll(async () => {
    temporal = await createNamespace();
    product = await new Product(temporal, {
      journeys: '../../system/journeys/read-then-send.ts',
    }).start();
  });
  afterAll(async () => {
    await product.stop();
    await temporal.close();
  });

  test('send one message each: the one that their history tells', async () => {
    const people = Array.from({ length: CUSTOMERS }, (_, i) => `race${i}`);
    for (const one of people) await product.signUp(one);
    const waits: RunDetail[] = [];
    for (const one of people) waits.push(await product.waiting(one));

    // The order and its bell come before the run wakes, just after it has read the segment, or at some moment between.
    await Promise.all(
      people.map(async (one, i) => {
        const run = product.handle(waits[i] ?? { journey: '', id: '' });
        const skip = () => run.signal('control', { action: 'skip', step: 'wait#1' });
        const arrive = async () => {
          const id = await product.track(one, 'Order Completed', order);
          // The run may be over by now: then the bell rings for nobody.
          await run.signal('event', { id }).catch(() => undefined);
        };
        if (i % 4 === 0) await arrive();
        await skip();
        if (i % 4 === 1) await product.until(one, hasRead);
        if (i % 4 > 1) await sleep(i * 20);
        if (i % 4 > 0) await arrive();
      }),
    );

    const told = { ordered: 0, 'not ordered': 0 };
    for (const one of people) {
      const run = await product.ended(one);
      const mails = product.mail.to(`${one}@example.com`);
      expect(mails).toHaveLength(1);
      // On a machine so busy that the answer came too late, the ledger says so; it is one message all the same.
      const sent = run.messages.filter(({ state }) => state === 'sent' || state === 'ambiguous');
      expect(sent.map(({ template }) => template)).toEqual([
        run.end === 'ordered' ? 'welcome/hello-records' : 'welcome/hello-stories',
      ]);
      expect(mails[0]?.id).toBe(sent[0]?.id);
      const result = await eventually(() => product.handle(run).result());
      expect(result).toEqual({ end: run.end });
      told[run.end as keyof typeof told]++;
    }
    expect(told.ordered + told['not ordered']).toBe(CUSTOMERS);
    // Both branches were met, or the race was none.
    expect(Math.min(told.ordered, told['not ordered'])).toBeGreaterThan(0);
  });
});
