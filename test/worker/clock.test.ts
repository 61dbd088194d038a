import { setTimeout as sleep } from 'node:timers/promises';
import { DAY } from '../../engine';
import { beat, holdClock, readClock, startClock } from '../../store';
import { openMemory } from '../servers/memory';
import { createNamespace, type TestNamespace } from '../servers/temporal-namespace';
import { eventually, Product } from './product';

jest.setTimeout(180_000);

/** Real ms that a day lasts. */
const DAY_MS = 600;

describe('on a scaled clock', () => {
  let temporal: TestNamespace;
  let product: Product;
  let beating: NodeJS.Timeout | undefined;
  const go = (): void => {
    beating = setInterval(() => void beat(product.store.db), 250);
  };
  const stand = (): void => clearInterval(beating);

  beforeAll(async () => {
    temporal = await createNamespace();
    const store = await openMemory();
    await startClock(store.db, { dayMs: DAY_MS });
    product = await new Product(temporal, { journeys: 'days.ts' }).start(store);
    go();
  });
  afterAll(async () => {
    stand();
    await product.stop();
    await temporal.close();
  });

  test('ten days pass in seconds, and no wait ends before its day', async () => {
    await product.signUp('ten');
    const run = await product.ended('ten');
    const at = (name: string) => run.steps.find(({ step }) => step === name)?.at ?? Number.NaN;
    const waited = (at('welcome/come-by#1') - at('wait#1')) / DAY;
    expect(waited).toBeGreaterThanOrEqual(10);
    expect(run.endedAt! - run.enteredAt).toBeGreaterThanOrEqual(10 * DAY);
  });

  test('a wait does not end while the clock stands still, and does when it goes on', async () => {
    await product.signUp('still');
    await product.waiting('still');
    stand();
    // Without a beat it stands still after 2 s: by its own time the wait would be over long since.
    await sleep(40 * DAY_MS);
    expect((await product.run('still')).state).toBe('running');
    go();
    const run = await product.ended('still');
    expect(run.endedAt! - run.enteredAt).toBeGreaterThanOrEqual(10 * DAY);
  });

  test('a run that set out on a slower clock is there on the day when the clock is made faster', async () => {
    await startClock(product.store.db, { dayMs: 100 * DAY_MS });
    await product.signUp('slow');
    await product.waiting('slow');
    await startClock(product.store.db, { dayMs: DAY_MS });
    const run = await product.ended('slow');
    expect(run.endedAt! - run.enteredAt).toBeGreaterThanOrEqual(10 * DAY);
  });

  test('a run that is nearly there looks at a clock that stands now and then, not all the time', async () => {
    await product.signUp('near');
    const { waiting } = await product.waiting('near');
    const left = async () => (waiting?.until ?? 0) - (await readClock(product.store.db)).now;
    await eventually(async () => (await left()) < DAY / 5 || undefined);
    stand();
    await holdClock(product.store.db);
    const run = await product.run('near');
    const events = async () => (await product.handle(run).fetchHistory()).events?.length ?? 0;
    const before = await events();
    await sleep(6_000);
    const seen = (await events()) - before;
    expect(run.state).toBe('running');
    // One look is 6 events; without a pause there were 37 events a second.
    expect(seen).toBeLessThan(6 * 24);
    go();
    await product.ended('near');
  });
});
