import {
  accept,
  earlierEnrollments,
  eraseCustomer,
  eventsToRing,
  inTransaction,
  lockCustomer,
  markApplied,
  markRung,
  newId,
  pendingEvents,
  readCustomer,
  readConsents,
  readEnrollment,
  readFacts,
  replaceFacts,
  writeConsents,
  writeFacts,
  type Incoming,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';
import { eventsOf, enroll, incoming, newCustomer } from './seeds';

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  const send = async (...events: Partial<Incoming>[]): Promise<string[]> =>
    (await accept(store, events.map(incoming))).map(({ customer }) => customer);

  test('one user id is one customer, whatever the device', async () => {
    const userId = newId();
    const [a] = await send({ userId, anonymousId: newId() });
    const [b] = await send({ userId, anonymousId: newId() });
    expect(b).toBe(a);
  });

  test('someone anonymous keeps their id and history when they sign up', async () => {
    const [anonymousId, userId] = [newId(), newId()];
    const [before] = await send({ anonymousId });
    const [after] = await send({ userId, anonymousId });
    expect(after).toBe(before);
    expect(await send({ userId }, { anonymousId })).toEqual([before, before]);
  });

  test('so they do within one list', async () => {
    const [anonymousId, userId] = [newId(), newId()];
    const ids = await send({ anonymousId }, { userId, anonymousId }, { userId });
    expect(new Set(ids).size).toBe(1);
  });

  test('someone anonymous who turns out to be known is merged into them', async () => {
    const [anonymousId, userId] = [newId(), newId()];
    const [known] = await send({ userId, traits: { plan: 'a', email: 'zoe@example.com' } });
    const [stranger] = await send({
      anonymousId,
      traits: { plan: 'b', colour: 'red' },
      phone: undefined,
      consents: [{ topic: 'offers', channel: 'email', granted: true }],
    } as Partial<Incoming>);
    const enrollment = await enroll(store, { customer: stranger ?? '' });

    const [one] = await send({ userId, anonymousId });
    expect(one).toBe(known);
    expect(await send({ anonymousId })).toEqual([known]);
    expect(await readCustomer(store.db, known ?? '')).toMatchObject({
      traits: { plan: 'a', colour: 'red' },
      email: 'zoe@example.com',
      refold: true,
    });
    expect(await eventsOf(store.db, known ?? '')).toHaveLength(4);
    expect(await readConsents(store.db, known ?? '')).toHaveLength(1);
    const earlier = await earlierEnrollments(store.db, {
      journey: 'welcome',
      customer: known ?? '',
    });
    expect(earlier.map(({ id }) => id)).toEqual([enrollment.id]);
  });

  /** Someone anonymous and someone known, and the event that tells that they are one. */
  const twoWhoAreOne = async () => {
    const [anonymousId, userId] = [newId(), newId()];
    const [stranger = ''] = await send({ anonymousId });
    const [known = ''] = await send({ userId });
    return { stranger, known, meet: () => send({ userId, anonymousId }) };
  };

  test('of two runs of a journey the older goes on, and one for another per value is another run', async () => {
    const { stranger, known, meet } = await twoWhoAreOne();
    const of = (customer: string, enteredAt: number, per = '') =>
      enroll(store, { customer, enteredAt, per });
    const [younger, older, other] = [
      await of(known, 20),
      await of(stranger, 10),
      await of(stranger, 30, '"o-1"'),
    ];
    await meet();
    const verdicts = await Promise.all(
      [younger, older, other].map(async ({ id }) => (await readEnrollment(store.db, id))?.verdict),
    );
    expect(verdicts).toEqual(['merged', null, null]);
  });

  test.each([
    ['known', 5, 5, false],
    ['stranger', 5, 5, false],
    ['known', 5, 6, true],
    ['stranger', 6, 5, false],
  ] as const)(
    'when %s said no at %d and the other yes at %d, the answer is %s',
    async (who, no, yes, granted) => {
      const { stranger, known, meet } = await twoWhoAreOne();
      const say = (customer: string, at: number, is: boolean) =>
        writeConsents(store.db, customer, [{ topic: 'offers', channel: 'sms', granted: is }], {
          at,
          source: 'test',
        });
      await say(who === 'known' ? known : stranger, no, false);
      await say(who === 'known' ? stranger : known, yes, true);
      await meet();
      expect(await readConsents(store.db, known)).toMatchObject([{ granted }]);
    },
  );

  test('what a merge brings while runs are being rung is still to be rung', async () => {
    const { stranger, known, meet } = await twoWhoAreOne();
    await send({ customer: known });
    const apply = (id: string) =>
      inTransaction(store, async (tx) => {
        const { arrived, now } = await lockCustomer(tx, id);
        await markApplied(tx, id, arrived, now);
        return { events: (await eventsToRing(tx, id)).map((event) => event.id), upTo: arrived };
      });
    await apply(stranger);
    const errand = await apply(known);
    const [theirs] = await eventsOf(store.db, stranger);
    await meet();
    await markRung(store.db, known, { ...errand, at: 9 });
    const left = (await eventsToRing(store.db, known)).map(({ id }) => id);
    expect(left).toEqual([theirs?.id]);
    const behind = await readCustomer(store.db, known);
    expect(behind?.rung).toBeLessThan(theirs?.number ?? 0);
  });

  test('of what comes for somebody erased only the name and the instant are kept', async () => {
    const customer = await newCustomer(store);
    await inTransaction(store, async (tx) => {
      const { now } = await lockCustomer(tx, customer);
      await eraseCustomer(tx, customer, { at: now, secret: 's' });
    });
    await send({ customer, name: 'Order Completed', properties: { note: 'for Ana' } });
    const [event] = await eventsOf(store.db, customer);
    expect(event).toMatchObject({ name: 'Order Completed', properties: {} });
  });

  test('who asks for the merged one gets the one it is now', async () => {
    const [anonymousId, userId] = [newId(), newId()];
    const [stranger] = await send({ anonymousId });
    const [known] = await send({ userId });
    await send({ userId, anonymousId });
    expect((await readCustomer(store.db, stranger ?? ''))?.id).toBe(known);
    const locked = await inTransaction(store, (tx) => lockCustomer(tx, stranger ?? ''));
    expect(locked.id).toBe(known);
    expect(await send({ customer: stranger ?? '' })).toEqual([known]);
  });

  test('after a merge the events that neither had applied are pending, and only those', async () => {
    const [anonymousId, userId] = [newId(), newId()];
    const [known] = await send({ userId, name: 'K1' });
    const [stranger] = await send({ anonymousId, name: 'S1' });
    for (const id of [known ?? '', stranger ?? '']) {
      await inTransaction(store, async (tx) => {
        const locked = await lockCustomer(tx, id);
        await writeFacts(tx, id, { seen: 1 });
        await markApplied(tx, id, locked.arrived, locked.now);
      });
    }
    await send({ anonymousId, name: 'S2' });
    await send({ userId, name: 'K2' });
    await send({ userId, anonymousId, name: 'Both' });
    await inTransaction(store, async (tx) => {
      const locked = await lockCustomer(tx, known ?? '');
      const pending = await pendingEvents(tx, locked);
      expect(pending.map(({ name }) => name)).toEqual(['S2', 'K2', 'Both']);
      await replaceFacts(tx, locked.id, { seen: 2 });
    });
    expect(await readFacts(store.db, known ?? '')).toEqual({ seen: 2 });
    expect((await readCustomer(store.db, known ?? ''))?.refold).toBe(false);
  });

  test('a device that passes to another known customer takes no history along', async () => {
    const anonymousId = newId();
    const [first, second] = [newId(), newId()];
    const [a] = await send({ userId: first, anonymousId });
    const [b] = await send({ userId: second, anonymousId });
    expect(b).not.toBe(a);
    expect(await eventsOf(store.db, a ?? '')).toHaveLength(1);
    expect(await send({ anonymousId })).toEqual([b]);
    expect(await send({ userId: first })).toEqual([a]);
  });

  test('an alias gives a customer a new id, or makes one of two', async () => {
    const [old, renewed, other] = [newId(), newId(), newId()];
    const [before] = await send({ userId: old });
    expect(await send({ type: 'alias', userId: renewed, previousId: old })).toEqual([before]);
    expect(await send({ userId: renewed }, { userId: old })).toEqual([before, before]);

    const [second] = await send({ userId: other });
    expect(await send({ type: 'alias', userId: renewed, previousId: other })).toEqual([before]);
    expect(second).not.toBe(before);
    expect(await send({ userId: other })).toEqual([before]);
  });

  test('an alias of ids never seen is one customer', async () => {
    const [old, renewed] = [newId(), newId()];
    const [customer] = await send({ type: 'alias', userId: renewed, previousId: old });
    expect(await send({ userId: old }, { userId: renewed })).toEqual([customer, customer]);
  });

  test('an event of nobody is refused', async () => {
    const { userId: _, ...nobody } = incoming();
    await expect(accept(store, [nobody])).rejects.toMatchObject({ code: 'CUSTOMER_UNKNOWN' });
    expect(await newCustomer(store)).not.toBe('');
  });
});
