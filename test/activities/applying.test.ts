import { readFacts } from '../../store';
import { eachStore } from '../servers/stores';
import { DAY, Shop } from './shop';

eachStore((open) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await Shop.open(await open());
  });
  beforeEach(() => shop.pass(0));

  const due = (customer: string) =>
    shop.store.db
      .selectFrom('due')
      .select(['trigger', 'at'])
      .where('customer', '=', customer)
      .execute();
  const orders = (customer: string, rest: object = {}) =>
    shop.does(customer, 'Order Completed', { order_id: 'o', total: 10 }, rest);

  test('silence is due so long after the newest order, whichever comes last', async () => {
    const customer = await shop.customer();
    const now = await shop.now();
    await orders(customer, { occurredAt: now - 5 * DAY });
    await orders(customer, { occurredAt: now - 20 * DAY });
    await shop.apply(customer);
    expect(await due(customer)).toEqual([{ trigger: 'win-back/0', at: now + 85 * DAY }]);
  });

  test('a row that was worked off stays away until the next order', async () => {
    const customer = await shop.customer();
    await orders(customer);
    await shop.apply(customer);
    await shop.store.db.deleteFrom('due').where('customer', '=', customer).execute();
    await shop.does(customer, 'Customer Inactive', { since: 'x' }, { journey: 'win-back' });
    await shop.does(customer, 'Signed Up', { source: 'web' });
    await shop.apply(customer);
    expect(await due(customer)).toEqual([]);
    await orders(customer);
    await shop.apply(customer);
    expect((await due(customer)).length).toBe(1);
  });

  test('what is said to occur in the future occurred when it was accepted', async () => {
    const customer = await shop.customer();
    const now = await shop.now();
    await orders(customer, { occurredAt: now + 100 * DAY });
    await shop.apply(customer);
    const [row] = await due(customer);
    expect((row?.at ?? 0) - now).toBeLessThan(91 * DAY);
  });

  test('an order from before the entry, that a merge brings after it, converts nobody', async () => {
    const [anonymousId, userId] = ['device-merge', 'user-merge'];
    const stranger = await shop.accepted({ name: 'Product Viewed', anonymousId });
    await orders(stranger);
    const known = await shop.accepted({ type: 'identify', userId, traits: {} });
    await shop.does(known, 'Signed Up', { source: 'web' });
    await shop.apply(known);
    await shop.accepted({ type: 'identify', userId, anonymousId, traits: {} });
    await shop.apply(known);
    const [run] = await shop.runs(known, 'welcome');
    expect(run).toMatchObject({ goalEvent: 'Order Completed', convertedAt: null, verdict: null });
    await orders(known);
    await shop.apply(known);
    expect((await shop.runs(known, 'welcome'))[0]).toMatchObject({ verdict: 'converted' });
  });

  test('facts hold states only, of the events that count', async () => {
    const customer = await shop.customer();
    await orders(customer);
    await shop.does(customer, 'Order Cancelled', { order_id: 'o', total: 4 });
    await shop.does(customer, 'Order Completed', { total: 1 }, { problems: ['order_id: missing'] });
    await shop.apply(customer);
    const facts = await readFacts(shop.store.db, customer);
    expect(facts).toMatchObject({ orders: 0, spent: 6 });
    expect(Object.keys(facts)).toContain('last Order Completed');
    expect(Object.keys(facts)).not.toContain('last Order Cancelled');
  });

  test('facts of two customers who turn out to be one are folded anew', async () => {
    const anonymousId = `a-${Math.random()}`;
    const userId = `u-${Math.random()}`;
    const known = await shop.accepted({ type: 'identify', userId });
    await orders(known);
    await shop.apply(known);
    const anonymous = await shop.accepted({
      anonymousId,
      name: 'Order Completed',
      properties: { order_id: 'o-2', total: 7 },
    });
    await shop.apply(anonymous);
    await shop.accepted({ type: 'identify', userId, anonymousId });
    await shop.apply(known);
    expect(await readFacts(shop.store.db, known)).toMatchObject({ orders: 2, spent: 17 });
  });

  test('the goal is counted after the run, too, within its window', async () => {
    const run = await shop.enrolled();
    const { local } = shop.activities();
    await local.end(run, { end: 'done' }, { name: 'end', key: 'end', summary: 'end' });
    await orders(run.customer);
    await shop.apply(run.customer);
    const after = await shop.run(run);
    expect(after).toMatchObject({ state: 'ended', end: 'done', verdict: null });
    expect(after.convertedAt).not.toBeNull();
  });

  test('nothing is worked off while no release is current, and all of it once one is', async () => {
    const customer = await shop.customer();
    await shop.does(customer, 'Signed Up', { source: 'web' });
    const [current] = await shop.store.db.deleteFrom('current_release').returningAll().execute();
    await shop.apply(customer);
    expect(await shop.runs(customer)).toEqual([]);
    if (current) await shop.store.db.insertInto('current_release').values(current).execute();
    await shop.apply(customer);
    expect((await shop.runs(customer)).length).toBeGreaterThan(0);
  });
});
