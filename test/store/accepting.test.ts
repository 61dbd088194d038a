import {
  CHANNELS,
  accept,
  appliedEvents,
  eventId,
  eventsToRing,
  inTransaction,
  lockCustomer,
  markApplied,
  markRung,
  newId,
  pendingEvents,
  readConsents,
  readCustomer,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';
import { eventById, eventsOf, incoming, newCustomer, track } from './seeds';

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });

  test('an accepted event is kept whole, with its instant on our clock', async () => {
    const before = Date.now();
    const event = incoming({ properties: { order: 7, note: 'Zoë' }, occurredAt: 1_000 });
    const [accepted] = await accept(store, [event]);
    const kept = await eventById(store.db, accepted?.id ?? '');
    expect(kept).toMatchObject({
      id: eventId('test', event.messageId),
      messageId: event.messageId,
      customer: accepted?.customer,
      properties: { order: 7, note: 'Zoë' },
      occurredAt: 1_000,
      problems: null,
      journey: null,
      appliedAt: null,
      doneAt: null,
    });
    expect(kept?.acceptedAt).toBeGreaterThanOrEqual(before);
    expect(kept?.acceptedAt).toBeLessThanOrEqual(Date.now());
  });

  test('an event without an instant of its own happened when it was accepted', async () => {
    const [accepted] = await accept(store, [incoming()]);
    const kept = await eventById(store.db, accepted?.id ?? '');
    expect(kept?.occurredAt).toBe(kept?.acceptedAt);
  });

  test('a misfit is kept with its problems', async () => {
    const [accepted] = await accept(store, [incoming({ problems: ['total: not a number'] })]);
    expect(await eventById(store.db, accepted?.id ?? '')).toMatchObject({
      problems: ['total: not a number'],
    });
  });

  test('what comes again is acknowledged with the same answer and changes nothing', async () => {
    const userId = newId();
    const first = incoming({ userId, type: 'identify', traits: { plan: 'old' } });
    const [accepted] = await accept(store, [first]);
    await accept(store, [incoming({ userId, type: 'identify', traits: { plan: 'new' } })]);
    const [again] = await accept(store, [first]);
    expect(again).toEqual({ ...accepted, duplicate: true });
    const customer = await readCustomer(store.db, accepted?.customer ?? '');
    expect(customer?.traits).toEqual({ plan: 'new' });
    expect(await eventsOf(store.db, accepted?.customer ?? '')).toHaveLength(2);
  });

  test('twice in one list is kept once', async () => {
    const event = incoming();
    const [first, second] = await accept(store, [event, event]);
    expect([first?.duplicate, second?.duplicate]).toEqual([false, true]);
    expect(second?.customer).toBe(first?.customer);
    expect(await eventsOf(store.db, first?.customer ?? '')).toHaveLength(1);
  });

  test('the same message id of another source is another event', async () => {
    const event = incoming();
    await accept(store, [event]);
    const [other] = await accept(store, [{ ...event, source: 'other' }]);
    expect(other?.duplicate).toBe(false);
  });

  test('arrival numbers follow the order of the list', async () => {
    const userId = newId();
    const names = Array.from({ length: 30 }, (_, place) => `Event ${place}`);
    const [accepted] = await accept(
      store,
      names.map((name) => incoming({ userId, name })),
    );
    const kept = await eventsOf(store.db, accepted?.customer ?? '');
    expect(kept.reverse().map(({ name }) => name)).toEqual(names);
  });

  test('a list is kept whole or not at all', async () => {
    const good = incoming();
    await expect(accept(store, [good, incoming({ customer: 'nobody' })])).rejects.toMatchObject({
      code: 'CUSTOMER_UNKNOWN',
    });
    expect(await eventById(store.db, eventId('test', good.messageId))).toBeUndefined();
  });

  test('traits are merged, addresses follow them, and null takes away', async () => {
    const userId = newId();
    const customer = await newCustomer(store, {
      userId,
      traits: { email: ' zoe@example.com ', phone: '+15550100', plan: 'a', size: 3 },
      locale: 'de-AT',
      timeZone: 'Europe/Vienna',
    });
    await accept(store, [
      incoming({ userId, traits: { plan: 'b', phone: null } }),
      incoming({ userId, traits: { size: null } }),
    ]);
    expect(await readCustomer(store.db, customer)).toMatchObject({
      traits: { email: ' zoe@example.com ', plan: 'b' },
      email: 'zoe@example.com',
      phone: null,
      locale: 'de-AT',
      timeZone: 'Europe/Vienna',
    });
  });

  test('consents said with an event are recorded; the last one stands', async () => {
    const consent = { topic: 'offers', channel: 'email' };
    const customer = await newCustomer(store, {
      consents: [
        { ...consent, granted: true },
        { ...consent, granted: false },
        { topic: '*', channel: 'sms', granted: true },
      ],
    });
    const consents = await readConsents(store.db, customer);
    expect(consents).toHaveLength(2);
    expect(consents).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...consent, granted: false, source: 'test' }),
        expect.objectContaining({ topic: '*', channel: 'sms', granted: true }),
      ]),
    );
  });

  test('characters that PostgreSQL cannot hold are mended, not refused', async () => {
    const [accepted] = await accept(store, [
      incoming({
        messageId: `nul\u0000${newId()}`,
        name: 'Odd\u0000',
        properties: { half: 'a\ud800b', fine: '😀', list: ['\u0000'], 'key\u0000': 1 },
      }),
    ]);
    expect(await eventById(store.db, accepted?.id ?? '')).toMatchObject({
      name: 'Odd',
      properties: { half: 'a\ufffdb', fine: '😀', list: [''], key: 1 },
    });
  });

  test('listeners hear each customer of an accepted list', async () => {
    const heard: string[] = [];
    let complete = (): void => undefined;
    const all = new Promise<void>((resolve) => (complete = resolve));
    const stop = await store.listen(CHANNELS.events, (payload) => {
      heard.push(payload);
      if (heard.length === 2) complete();
    });
    const accepted = await accept(store, [incoming(), incoming()]);
    await all;
    await stop();
    expect(heard.sort()).toEqual(accepted.map(({ customer }) => customer).sort());
  });

  test('pending events are those not yet applied, then those not yet rung, in order', async () => {
    const customer = await newCustomer(store);
    await track(store, customer, 'A');
    await track(store, customer, 'B');
    const names = (events: readonly { name: string }[]) => events.map(({ name }) => name);

    await inTransaction(store, async (tx) => {
      const locked = await lockCustomer(tx, customer);
      const pending = await pendingEvents(tx, locked);
      expect(names(pending)).toEqual(['Product Viewed', 'A', 'B']);
      expect(await eventsToRing(tx, customer)).toEqual([]);
      await markApplied(tx, customer, pending[1]?.number ?? 0, locked.now);
    });
    await inTransaction(store, async (tx) => {
      const locked = await lockCustomer(tx, customer);
      expect(names(await pendingEvents(tx, locked))).toEqual(['B']);
      const applied = [];
      for await (const event of appliedEvents(tx, customer)) applied.push(event);
      expect(names(applied)).toEqual(['Product Viewed', 'A']);
    });

    const toRing = await eventsToRing(store.db, customer);
    expect(names(toRing)).toEqual(['Product Viewed', 'A']);
    // Asked to go further than what is applied, it stops there.
    const events = toRing.map(({ id }) => id);
    await markRung(store.db, customer, { events, upTo: Number.MAX_SAFE_INTEGER, at: 5 });
    const after = await readCustomer(store.db, customer);
    expect(after).toMatchObject({ rung: toRing[1]?.number, applied: toRing[1]?.number });
    expect(await eventById(store.db, toRing[1]?.id ?? '')).toMatchObject({ doneAt: 5 });
  });
});
