import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import { Product } from './product';

let temporal: TestNamespace;
beforeAll(async () => {
  temporal = await createNamespace();
});
afterAll(() => temporal.close());

describe('three messages at once', () => {
  let product: Product;
  beforeAll(async () => {
    product = await new Product(temporal, { journeys: 'three-sends.ts' }).start();
  });
  afterAll(() => product.stop());

  test('cost nine events, started eagerly, with nothing of theirs in the history', async () => {
    await product.signUp('ann');
    const run = await product.ended('ann');
    expect(run.end).toBe('sent');
    expect(product.mail.to('ann@example.com')).toHaveLength(3);
    await product.handle(run).result();
    const { events } = await product.handle(run).fetchHistory();
    expect(events?.map((event) => event.eventType)).toMatchInlineSnapshot(`
     [
       1,
       5,
       6,
       7,
       25,
       25,
       25,
       25,
       2,
     ]
    `);
    expect(JSON.stringify(events)).not.toMatch(/example\.com|Aguilar/);
    expect(events).toHaveLength(9);
    expect(events?.[0]?.workflowExecutionStartedEventAttributes?.eagerExecutionAccepted).toBe(true);
  });
});
