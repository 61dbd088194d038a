import { readEnrollment } from '../../store';
import { eachStore } from '../servers/stores';
import { MailingShop, sends } from './mailing';
import { type Shop, step } from './shop';

eachStore((open) => {
  let mailing: MailingShop;
  let shop: Shop;
  beforeAll(async () => {
    mailing = await MailingShop.open(await open());
    shop = mailing.shop;
  });
  afterAll(() => mailing.close());
  beforeEach(() => shop.pass(0));

  const THANKS = 'follow-up/thanks';
  const order = (order_id: string) => ({ order_id, total: 10, note: 'as ever' });
  /** Orders that the relay finds in one turn, and the run of the first. */
  async function ordered(...ids: readonly string[]) {
    const to = `${ids.join('-')}.${Math.random().toString(36).slice(2)}@example.com`;
    const customer = await shop.customer({ email: to });
    for (const id of ids) await shop.does(customer, 'Order Completed', order(id));
    await shop.apply(customer);
    const [first] = await shop.runs(customer, 'follow-up');
    if (!first) throw new Error('no run of the first order');
    const run = {
      ...{ enrollment: first.id, generation: 0, journey: 'follow-up', customer },
      ...{ release: first.release, per: { field: 'order_id', value: ids[0] ?? '' } },
    };
    return { to, customer, run, due: first.enteredAt };
  }
  const wait = { kind: 'event', events: ['Order Delivered'], within: '10 days' } as const;

  test('two orders in one turn: each is thanked for, and the first story gives way at its first wait', async () => {
    const { to, customer, run, due } = await ordered('o-1', 'o-2');
    expect(await shop.runs(customer, 'follow-up')).toMatchObject([
      { state: 'starting', verdict: 'converted' },
      { state: 'starting', verdict: null },
    ]);
    const activities = mailing.process();
    expect(await sends(activities, run, THANKS, { due })).toMatchObject({
      status: 'done',
      value: { status: 'sent' },
    });
    expect(mailing.server.to(to)).toHaveLength(1);
    expect(await activities.ordinary.open(run, wait, step(run, 'wait#1'))).toEqual({
      ...{ status: 'ended', end: 'converted' },
    });
  });

  test('after its first wait, a story whose goal is reached sends nothing more', async () => {
    const { to, run, due } = await ordered('o-3', 'o-4');
    const answer = await sends(mailing.process(), run, THANKS, { due: due + 1 });
    expect(answer).toEqual({ status: 'ended', end: 'converted' });
    expect(mailing.server.to(to)).toEqual([]);
  });

  test('another end takes the thanks away', async () => {
    const { customer, run, due } = await ordered('o-5');
    await shop.does(customer, 'Order Cancelled', { order_id: 'o-5', total: 10 });
    expect(await sends(mailing.process(), run, THANKS, { due })).toEqual({
      ...{ status: 'ended', end: 'exit: Order Cancelled' },
    });
  });

  test('the same order, told by a browser and by a server, is no goal of its own story', async () => {
    const { customer, run } = await ordered('o-6', 'o-6');
    expect(await shop.runs(customer, 'follow-up')).toMatchObject([
      { state: 'starting', verdict: null },
      { state: 'turned away', reason: 'already entered once' },
    ]);
    expect((await readEnrollment(shop.store.db, run.enrollment))?.convertedAt).toBeNull();
    await shop.does(customer, 'Order Completed', order('o-6'));
    await shop.does(customer, 'Order Completed', order('o-7'));
    await shop.apply(customer);
    expect((await readEnrollment(shop.store.db, run.enrollment))?.verdict).toBe('converted');
  });
});
