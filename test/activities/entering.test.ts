import { inTransaction, lockCustomer } from '../../store';
import { eachStore } from '../servers/stores';
import { DAY, Shop, applyDeps } from './shop';
import { applyPending } from '../../activities';

eachStore((open) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await Shop.open(await open());
  });
  beforeEach(() => shop.pass(0));

  const signsUp = async (customer: string, source = 'web'): Promise<void> => {
    await shop.does(customer, 'Signed Up', { source });
    await shop.apply(customer);
  };
  const states = async (customer: string, journey: string): Promise<string[]> =>
    (await shop.runs(customer, journey)).map(({ state, reason }) => reason ?? state);
  const closes = async (customer: string, journey: string): Promise<void> => {
    const activities = shop.activities();
    for (const { id, state, generation, release } of await shop.runs(customer, journey)) {
      if (state !== 'starting') continue;
      const run = { enrollment: id, generation, journey, customer, release };
      const step = { name: 'end', key: `${id}:0:end`, summary: 'end' };
      await activities.ordinary.end(run, { end: 'done' }, step);
    }
  };

  test('a journey without re-entry is entered once', async () => {
    const customer = await shop.customer();
    await signsUp(customer);
    await closes(customer, 'welcome');
    await signsUp(customer);
    expect(await states(customer, 'welcome')).toEqual(['ended', 'already entered once']);
  });

  test("'always' waits for the end of the last run, and `where` picks the events", async () => {
    const customer = await shop.customer();
    await signsUp(customer, 'shop');
    await signsUp(customer);
    await signsUp(customer);
    await closes(customer, 'always');
    await signsUp(customer);
    expect(await states(customer, 'always')).toEqual(['ended', 'already in it', 'starting']);
  });

  test("'after' counts from entry", async () => {
    const customer = await shop.customer();
    await signsUp(customer);
    await closes(customer, 'after');
    await shop.pass(9 * DAY);
    await signsUp(customer);
    await shop.pass(2 * DAY);
    await signsUp(customer);
    expect(await states(customer, 'after')).toEqual(['ended', 'too soon', 'starting']);
  });

  test('`only` asks for the segment as of the event, the event itself counted', async () => {
    const customer = await shop.customer();
    await signsUp(customer);
    await shop.does(customer, 'Order Completed', { order_id: 'o-1', total: 5 });
    await shop.does(customer, 'Signed Up', { source: 'web' });
    await shop.does(customer, 'Order Cancelled', { order_id: 'o-1', total: 5 });
    await shop.does(customer, 'Signed Up', { source: 'web' });
    await shop.apply(customer);
    expect(await states(customer, 'buyers')).toEqual([
      'not in segment',
      'starting',
      'not in segment',
    ]);
  });

  test('a held-out customer is counted, converted too, and has no run', async () => {
    const customer = await shop.customer();
    await signsUp(customer);
    await shop.does(customer, 'Order Completed', { order_id: 'o-1', total: 5 });
    await shop.apply(customer);
    const [run] = await shop.runs(customer, 'held-out');
    expect(run).toMatchObject({ state: 'held out', verdict: null });
    expect(run?.convertedAt).toBeGreaterThan(0);
  });

  test('two values of `per` run side by side; a restart ends the run it replaces', async () => {
    const customer = await shop.customer();
    const checksOut = (checkout_id: string, value: number) =>
      shop.does(customer, 'Checkout Started', { checkout_id, value });
    await checksOut('c-1', 10);
    await checksOut('c-2', 20);
    await checksOut('c-1', 15);
    await checksOut('c-1', 18);
    await shop.apply(customer);
    const runs = await shop.runs(customer, 'cart');
    expect(runs.map(({ per, state, verdict }) => [per, state, verdict])).toEqual([
      ['"c-1"', 'starting', 'restarted'],
      ['"c-2"', 'starting', null],
      ['"c-1"', 'starting', 'restarted'],
      ['"c-1"', 'starting', null],
    ]);
  });

  test('a restart is for good, where a wait could take a conversion back', async () => {
    const customer = await shop.customer();
    const checksOut = () =>
      shop.does(customer, 'Checkout Started', { checkout_id: 'c-1', value: 10 });
    await checksOut();
    await shop.does(customer, 'Order Completed', { order_id: 'o-1', total: 10 });
    await checksOut();
    await shop.apply(customer);
    const runs = await shop.runs(customer, 'cart');
    expect(runs.map(({ verdict }) => verdict)).toEqual(['restarted', null]);
    expect(runs[0]?.convertedAt).not.toBeNull();
  });

  test('an event without the field of `per` is turned away', async () => {
    const customer = await shop.customer();
    // Accepted without its schema being looked at, as by an older release.
    await shop.does(customer, 'Checkout Started', { value: 10 });
    await shop.apply(customer);
    expect(await states(customer, 'cart')).toEqual(['no value for per']);
  });

  test('a misfit and an unknown event start nothing', async () => {
    const customer = await shop.customer();
    await shop.does(customer, 'Signed Up', { source: 1 }, { problems: ['source: not a text'] });
    await shop.does(customer, 'Fell Asleep');
    await shop.apply(customer);
    expect(await shop.runs(customer)).toEqual([]);
  });

  test('a trigger’s event starts the one journey it is addressed to', async () => {
    const customer = await shop.customer();
    await shop.does(customer, 'Customer Inactive', { since: '2026-01-01' });
    await shop.does(
      customer,
      'Customer Inactive',
      { since: '2026-01-01' },
      { journey: 'win-back' },
    );
    await shop.apply(customer);
    expect((await shop.runs(customer)).map(({ journey }) => journey)).toEqual(['win-back']);
  });

  test('what was applied is not applied again, and ids do not change', async () => {
    const customer = await shop.customer();
    await shop.does(customer, 'Signed Up', { source: 'web' });
    const before = await inTransaction(shop.store, async (tx) => lockCustomer(tx, customer));
    await shop.apply(customer);
    const once = await shop.runs(customer);
    await shop.apply(customer);
    // A relay that crashed before its commit was known works off the same events once more.
    await inTransaction(shop.store, (tx) => applyPending(tx, before, applyDeps()));
    expect(await shop.runs(customer)).toEqual(once);
    expect(once.length).toBeGreaterThan(3);
  });

  test('everything is as of when the events were accepted, however late it is applied', async () => {
    const customer = await shop.customer();
    await shop.does(customer, 'Signed Up', { source: 'web' });
    const accepted = await shop.now();
    await shop.pass(40 * DAY);
    await shop.does(customer, 'Order Completed', { order_id: 'o-1', total: 5 });
    await shop.apply(customer);
    const [run] = await shop.runs(customer, 'welcome');
    expect(Math.abs((run?.enteredAt ?? 0) - accepted)).toBeLessThan(5_000);
    // Forty days on, the goal's window of thirty is over.
    expect(run).toMatchObject({ convertedAt: null, verdict: null });
  });
});
