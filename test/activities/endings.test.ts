import { controlRun } from '../../api/controls';
import type { RunContext } from '../../engine';
import {
  eventsToRing,
  inTransaction,
  liveEnrollments,
  lockCustomer,
  markRunning,
  markRung,
  readEnrollment,
  setStuck,
  setVerdict,
  startingEnrollments,
} from '../../store';
import { bellsFor } from '../../worker/bells';
import { eachStore } from '../servers/stores';
import { catalog } from './catalog';
import { applyDeps, DAY, Shop, step } from './shop';

eachStore((open) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await Shop.open(await open());
  });
  beforeEach(() => shop.pass(0));

  const wait = { kind: 'event', events: ['Order Completed'], within: '10 days' } as const;
  const orders = (customer: string) =>
    shop.does(customer, 'Order Completed', { order_id: 'o', total: 10 });
  const operator = (run: RunContext, action: Parameters<typeof controlRun>[2]) =>
    controlRun(shop.store, run.enrollment, action, { who: 'ana' });
  const rowOf = ({ enrollment }: RunContext) => readEnrollment(shop.store.db, enrollment);
  const ends = async (run: RunContext) =>
    shop.activities().ordinary.end(run, { end: 'did not order' }, step(run, 'end'));

  /** Someone known in a journey, who ordered as a guest after that, all of it worked off. */
  async function guestWhoIsKnown() {
    const run = await shop.enrolled();
    await markRunning(shop.store.db, [{ id: run.enrollment, generation: 0 }]);
    const anonymousId = `device of ${run.enrollment}`;
    const guest = await shop.accepted({ name: 'Product Viewed', anonymousId });
    await orders(guest);
    for (const customer of [guest, run.customer]) {
      await shop.apply(customer);
      const events = (await eventsToRing(shop.store.db, customer)).map(({ id }) => id);
      await inTransaction(shop.store, async (tx) => {
        const { arrived, now } = await lockCustomer(tx, customer);
        await markRung(tx, customer, { events, upTo: arrived, at: now });
      });
    }
    return { run, guest, anonymousId };
  }

  test('after a merge, what the one had done ends and rings the runs of the other', async () => {
    const { run, guest, anonymousId } = await guestWhoIsKnown();
    const [known] = await shop.store.db
      .selectFrom('identities')
      .select('value')
      .where('customer', '=', run.customer)
      .where('kind', '=', 'user')
      .execute();
    await shop.accepted({ type: 'identify', userId: known?.value ?? '', anonymousId });
    expect((await readEnrollment(shop.store.db, run.enrollment))?.customer).toBe(run.customer);
    expect(guest).not.toBe(run.customer);
    await shop.apply(run.customer);
    expect(await rowOf(run)).toMatchObject({ verdict: 'converted' });
    expect((await rowOf(run))?.convertedAt).not.toBeNull();

    const rings = bellsFor({
      live: await liveEnrollments(shop.store.db, run.customer),
      waits: [{ enrollment: run.enrollment, events: ['Order Completed'] }],
      events: await eventsToRing(shop.store.db, run.customer),
      perField: () => undefined,
    });
    expect(rings).toMatchObject([{ bell: { kind: 'event' } }]);
  });

  test('an operator’s end holds, though a wait takes the goal’s event back', async () => {
    const run = await shop.enrolled();
    const { ordinary } = shop.activities();
    await ordinary.open(run, wait, step(run, 'wait for Order Completed#1'));
    await orders(run.customer);
    await shop.apply(run.customer);
    expect(await rowOf(run)).toMatchObject({ verdict: 'converted' });
    await operator(run, 'end');
    const closing = { ...wait, openStep: 'wait for Order Completed#1' };
    expect(
      await ordinary.close(run, closing, step(run, 'wait for Order Completed#1 closed')),
    ).toEqual({ status: 'ended', end: 'ended by operator' });
    expect((await rowOf(run))?.convertedAt).not.toBeNull();
  });

  test('a conversion takes the place of no other end', async () => {
    const run = await shop.enrolled();
    expect(await setVerdict(shop.store.db, run.enrollment, 'ended by operator')).toBe(true);
    expect(await setVerdict(shop.store.db, run.enrollment, 'converted')).toBe(false);
    expect(await setVerdict(shop.store.db, run.enrollment, 'merged')).toBe(false);
    expect(await rowOf(run)).toMatchObject({ verdict: 'ended by operator' });
  });

  test('a goal that a wait took is reached: another order ends nothing', async () => {
    const run = await shop.enrolled();
    const { ordinary } = shop.activities();
    await ordinary.open(run, wait, step(run, 'wait for Order Completed#1'));
    await orders(run.customer);
    const closing = { ...wait, openStep: 'wait for Order Completed#1' };
    await ordinary.close(run, closing, step(run, 'wait for Order Completed#1 closed'));
    await orders(run.customer);
    await shop.apply(run.customer);
    expect(await rowOf(run)).toMatchObject({ verdict: null });
  });

  test('an exit takes the place of a conversion that the run has not met', async () => {
    const order = { order_id: 'o-1', total: 10 };
    const run = await shop.enrolled({}, 'follow-up', {
      name: 'Order Completed',
      properties: order,
    });
    await shop.does(run.customer, 'Order Completed', { ...order, order_id: 'o-2' });
    await shop.apply(run.customer);
    expect(await rowOf(run)).toMatchObject({ verdict: 'converted' });
    await shop.does(run.customer, 'Order Cancelled', order);
    await shop.apply(run.customer);
    expect(await rowOf(run)).toMatchObject({ verdict: 'exit: Order Cancelled' });
  });

  test('a run that is told again has its goal again, for as long as at first', async () => {
    const run = await shop.enrolled();
    const first = await rowOf(run);
    await orders(run.customer);
    await shop.apply(run.customer);
    await ends(run);
    await shop.pass(40 * DAY);
    await operator(run, 'restart');
    const again = await rowOf(run);
    expect(again).toMatchObject({ verdict: null, convertedAt: null });
    expect((again?.goalUntil ?? 0) - (again?.restartedAt ?? 0)).toBe(
      (first?.goalUntil ?? 0) - (first?.enteredAt ?? 0),
    );
    await orders(run.customer);
    await shop.apply(run.customer);
    expect(await rowOf(run)).toMatchObject({ verdict: 'converted' });
  });

  test('a generation that was never started is not marked as running', async () => {
    const run = await shop.enrolled();
    const [read] = await startingEnrollments(shop.store.db, { customer: run.customer });
    await operator(run, 'restart');
    await markRunning(shop.store.db, read ? [read] : []);
    expect(await rowOf(run)).toMatchObject({ generation: 1, state: 'starting' });
  });

  test('a story is not told again beside another run of the same journey', async () => {
    const customer = await shop.customer();
    const signUp = () => shop.does(customer, 'Signed Up', { source: 'web' });
    await signUp();
    await shop.apply(customer);
    const [first] = await shop.runs(customer, 'always');
    const context = {
      ...{ enrollment: first?.id ?? '', generation: 0, journey: 'always', customer },
      release: first?.release ?? '',
    };
    await ends(context);
    await signUp();
    await shop.apply(customer);
    await expect(operator(context, 'restart')).rejects.toMatchObject({ code: 'RUN_BESIDE' });
  });

  test('a skip of a run whose code is at fault is refused, for it would do nothing', async () => {
    const run = await shop.enrolled();
    const stuck = { step: '', code: 'DATE_INVALID', message: 'no date' };
    await setStuck(shop.store.db, run.enrollment, stuck);
    await expect(operator(run, 'skip')).rejects.toMatchObject({ code: 'NOT_SKIPPABLE' });
  });

  test('a segment that throws turns away from its journey, and holds up nothing else', async () => {
    const customer = await shop.customer();
    await shop.does(customer, 'Signed Up', { source: 'web' });
    const ordered = {
      ...catalog.segments['ordered'],
      test: () => {
        throw new TypeError('at fault');
      },
    };
    const faulty = { ...catalog, segments: { ...catalog.segments, ordered } } as typeof catalog;
    await shop.apply(customer, { ...applyDeps(), catalog: faulty });
    const [buyers] = await shop.runs(customer, 'buyers');
    expect(buyers).toMatchObject({ state: 'turned away', reason: 'segment at fault' });
    const [welcome] = await shop.runs(customer, 'welcome');
    expect(welcome).toMatchObject({ state: 'starting' });
  });
});
