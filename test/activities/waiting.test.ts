import type { RunContext } from '../../engine';
import type { Answer, WaitInput } from '../../engine';
import { inTransaction, setVerdict } from '../../store';
import { eachStore } from '../servers/stores';
import { waitOf } from '../store/seeds';
import { catalog } from './catalog';
import { DAY, Shop, step } from './shop';

const HOUR = 3_600_000;
const ordered = (id: string) => ({ order_id: id, total: 5 });

eachStore((open) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await Shop.open(await open());
  });
  beforeEach(() => shop.pass(0));

  const opens = (run: RunContext, wait: WaitInput, name = 'wait#1') =>
    shop.activities().local.open(run, wait, step(run, name));
  const closes = (run: RunContext, wait: WaitInput, name = 'wait#1', skip = false) =>
    shop
      .activities()
      .local.close(run, { ...wait, openStep: name }, step(run, `${name} closed`, skip));
  const valueOf = (answer: Answer<unknown>): unknown =>
    answer.status === 'done' ? answer.value : answer;
  const waitFor = (events: string[], within = '7 days', rest: object = {}): WaitInput => ({
    kind: 'event',
    events,
    within,
    ...rest,
  });

  test('an event that came before the wait is taken by it, each once and in order', async () => {
    const run = await shop.enrolled();
    await shop.does(run.customer, 'Order Delivered', { order_id: 'o-1' });
    await shop.does(run.customer, 'Order Delivered', { order_id: 'o-2' });
    const wait = waitFor(['Order Delivered']);
    const first = await opens(run, wait, 'a#1');
    const second = await opens(run, wait, 'b#1');
    const third = await opens(run, wait, 'c#1');
    expect(first).toMatchObject({ value: { event: { properties: { order_id: 'o-1' } } } });
    expect(second).toMatchObject({ value: { event: { properties: { order_id: 'o-2' } } } });
    expect(third).toMatchObject({ value: { until: expect.any(Number) } });
    // The first writer wins: asked again, each answers what it took.
    expect(await opens(run, wait, 'a#1')).toEqual(first);
  });

  test('an event accepted before the deadline beats the time-out, however late it is noticed', async () => {
    const run = await shop.enrolled();
    const wait = waitFor(['Order Delivered'], '1 day');
    await opens(run, wait);
    await shop.pass(23 * HOUR);
    const accepted = await shop.now();
    await shop.does(run.customer, 'Order Delivered', { order_id: 'o-1' });
    await shop.pass(9 * DAY);
    const closed = await closes(run, wait);
    expect(closed).toMatchObject({ status: 'done', value: { event: { name: 'Order Delivered' } } });
    // What follows was due then.
    expect((valueOf(closed) as { endedAt: number }).endedAt - accepted).toBeLessThan(HOUR);
    expect(await waitOf(shop.store, run.enrollment)).toBeUndefined();
  });

  test('an event accepted after the deadline is not the wait’s', async () => {
    const run = await shop.enrolled();
    const wait = waitFor(['Order Delivered'], '1 day');
    await opens(run, wait);
    await shop.pass(25 * HOUR);
    await shop.does(run.customer, 'Order Delivered', { order_id: 'o-1' });
    expect(valueOf(await closes(run, wait))).toEqual({});
  });

  test('a bell for nothing leaves the wait open; a skip ends it', async () => {
    const run = await shop.enrolled();
    const wait = waitFor(['Order Delivered'], '1 day');
    const opened = valueOf(await opens(run, wait)) as { until: number };
    expect(await closes(run, wait)).toMatchObject({ status: 'later', until: opened.until });
    expect(await waitOf(shop.store, run.enrollment)).toMatchObject({ step: 'wait#1' });
    expect(valueOf(await closes(run, wait, 'wait#1', true))).toEqual({ skipped: true });
  });

  test('`where`, `per` and `of` tell which events count', async () => {
    const run = await shop.enrolled({}, 'follow-up', {
      name: 'Order Completed',
      properties: ordered('o-1'),
    });
    await shop.does(run.customer, 'Order Delivered', { order_id: 'o-2' });
    await shop.does(run.customer, 'Order Delivered', { order_id: 'o-1' });
    await shop.does(run.customer, 'Email Clicked', { message: 'm-1' });
    await shop.does(run.customer, 'Email Clicked', { message: 'm-2' });
    const delivered = await opens(run, waitFor(['Order Delivered']), 'a#1');
    const clicked = waitFor(['Email Clicked'], '7 days', { message: 'm-2' });
    const none = waitFor(['Email Clicked'], '7 days', { message: null });
    expect(delivered).toMatchObject({ value: { event: { properties: { order_id: 'o-1' } } } });
    expect(await opens(run, none, 'b#1')).toMatchObject({ value: { until: expect.any(Number) } });
    expect(await opens(run, clicked, 'c#1')).toMatchObject({
      value: { event: { properties: { message: 'm-2' } } },
    });
    const where = waitFor(['Order Delivered'], '7 days', { where: { order_id: 'o-9' } });
    expect(await opens(run, where, 'd#1')).toMatchObject({ value: { until: expect.any(Number) } });
  });

  test('the goal ends a run at its wait', async () => {
    const run = await shop.enrolled();
    await opens(run, { kind: 'for', duration: '3 days' });
    await shop.does(run.customer, 'Order Completed', ordered('o-1'));
    const bell = await closes(run, { kind: 'for', duration: '3 days' });
    expect(bell).toEqual({ status: 'ended', end: 'converted' });
    expect(await shop.run(run)).toMatchObject({ state: 'ended', end: 'converted', waiting: null });
  });

  test('a wait that names the goal’s event takes it, and the run goes on, counted as converted', async () => {
    const run = await shop.enrolled();
    const wait = waitFor(['Order Completed']);
    await opens(run, wait);
    await shop.does(run.customer, 'Order Completed', ordered('o-1'));
    expect(await closes(run, wait)).toMatchObject({
      value: { event: { name: 'Order Completed' } },
    });
    expect(await shop.run(run)).toMatchObject({ state: 'starting', verdict: null });
    expect((await shop.run(run)).convertedAt).not.toBeNull();
    expect(await opens(run, { kind: 'for', duration: '1 day' }, 'wait#2')).toMatchObject({
      status: 'done',
    });
  });

  test('another verdict ends the run even where the goal’s event waits to be taken', async () => {
    const run = await shop.enrolled();
    await inTransaction(shop.store, (tx) => setVerdict(tx, run.enrollment, 'ended by operator'));
    await shop.does(run.customer, 'Order Completed', ordered('o-1'));
    expect(await opens(run, waitFor(['Order Completed']))).toEqual({
      status: 'ended',
      end: 'ended by operator',
    });
  });

  test('an exit ends the run it concerns, and no other', async () => {
    const customer = await shop.customer();
    await shop.does(customer, 'Order Completed', ordered('o-1'));
    await shop.does(customer, 'Order Completed', ordered('o-2'));
    await shop.does(customer, 'Order Cancelled', ordered('o-2'));
    await shop.apply(customer);
    const runs = await shop.runs(customer, 'follow-up');
    // The other has met its goal, by the second order.
    expect(runs.map(({ verdict }) => verdict)).toEqual(['converted', 'exit: Order Cancelled']);
  });

  test('times of day are the customer’s', async () => {
    const run = await shop.enrolled();
    await shop.accepted({
      type: 'identify',
      customer: run.customer,
      name: '',
      timeZone: 'Asia/Kolkata',
    });
    const opened = valueOf(await opens(run, { kind: 'for', duration: '2 days', at: '09:00' }));
    const { until } = opened as { until: number };
    expect(new Date(until).toISOString()).toMatch(/T03:30:00/);
    const days = (until - (await shop.now())) / DAY;
    expect(days).toBeGreaterThan(1);
    expect(days).toBeLessThan(3);
  });

  test('a date behind is passed at once, and nothing is waited for', async () => {
    const run = await shop.enrolled();
    const opened = await opens(run, { kind: 'until', date: '2020-01-01' });
    expect(opened).toMatchObject({ value: { passed: true } });
    expect(await waitOf(shop.store, run.enrollment)).toBeUndefined();
  });

  test.each([
    ['that is none', 'Atlantis/City'],
    ['that nobody told', undefined],
  ])('a zone %s is the shop’s', async (_, timeZone) => {
    const run = await shop.enrolled();
    const { customer } = run;
    await shop.accepted({ type: 'identify', customer, name: '', ...(timeZone && { timeZone }) });
    const tokyo = { ...catalog, shop: { ...catalog.shop, timeZone: 'Asia/Tokyo' } };
    const { open } = shop.activities([], { catalog: tokyo }).local;
    const wait = { kind: 'for', duration: '1 day', at: '09:00' } as const;
    const { until } = valueOf(await open(run, wait, step(run, 'wait#1'))) as { until: number };
    expect(new Date(until).toISOString()).toMatch(/T00:00:00/);
  });
});
