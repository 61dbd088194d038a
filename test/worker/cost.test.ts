import { setTimeout as sleep } from 'node:timers/promises';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import { Product } from './product';

jest.setTimeout(120_000);

let temporal: TestNamespace;
beforeAll(async () => {
  temporal = await createNamespace();
});
afterAll(() => temporal.close());

/** Names of a history's events, by their numbers in Temporal's API. */
const NAMES: Record<number, string> = {
  1: 'started',
  2: 'completed',
  5: 'task scheduled',
  6: 'task started',
  7: 'task completed',
  10: 'activity scheduled',
  11: 'activity started',
  12: 'activity completed',
  17: 'timer started',
  18: 'timer fired',
  25: 'marker',
};

async function historyOf(product: Product, userId: string) {
  const run = await product.ended(userId);
  await product.handle(run).result();
  const { events } = await product.handle(run).fetchHistory();
  const first = events?.[0]?.workflowExecutionStartedEventAttributes;
  return {
    run,
    events: (events ?? []).map(({ eventType }) => NAMES[eventType ?? 0] ?? String(eventType)),
    eager: first?.eagerExecutionAccepted,
  };
}

describe('three messages at once', () => {
  let product: Product;
  beforeAll(async () => {
    product = await new Product(temporal, { journeys: 'three-sends.ts' }).start();
  });
  afterAll(() => product.stop());

  test('cost nine events in one task that is started eagerly', async () => {
    await product.signUp('ann');
    const { run, events, eager } = await historyOf(product, 'ann');
    expect(run.end).toBe('sent');
    expect(product.mail.to('ann@example.com')).toHaveLength(3);
    expect(eager).toBe(true);
    expect(events).toEqual([
      ...['started', 'task scheduled', 'task started', 'task completed'],
      ...['marker', 'marker', 'marker', 'marker'],
      'completed',
    ]);
  });

  test('of which one is slow cost an activity more, that joins the attempt under way', async () => {
    product.mail.beforeAccept = async () => {
      product.mail.beforeAccept = () => Promise.resolve();
      await sleep(3_500);
    };
    await product.signUp('sue');
    const { run, events } = await historyOf(product, 'sue');
    expect(run.end).toBe('sent');
    expect(product.mail.to('sue@example.com')).toHaveLength(3);
    expect(run.messages.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['sent', 1],
      ['sent', 1],
      ['sent', 1],
    ]);
    expect(events.filter((name) => name === 'activity scheduled')).toHaveLength(1);
  });
});

describe('three messages and two waits', () => {
  let product: Product;
  beforeAll(async () => {
    product = await new Product(temporal, { journeys: 'sends-and-waits.ts' }).start();
  });
  afterAll(() => product.stop());

  test('cost at most twenty-two events', async () => {
    await product.signUp('bob');
    const { run, events } = await historyOf(product, 'bob');
    expect(run.end).toBe('over');
    expect(product.mail.to('bob@example.com')).toHaveLength(3);
    expect(events.filter((name) => name === 'timer fired')).toHaveLength(2);
    expect(events.length).toBeLessThanOrEqual(22);
  });
});
