import { applyPending } from '../../activities';
import { DAY, HOUR } from '../../engine';
import {
  accept,
  dueOf,
  eraseCustomer,
  inTransaction,
  lockCustomer,
  newId,
  now,
  readFacts,
  startClock,
  writeFacts,
} from '../../store';
import { eachStore } from '../servers/stores';
import {
  catalog,
  digest,
  hello,
  INSIDE,
  on,
  plain,
  START,
  TriggeredShop,
  visit,
} from './triggered-shop';
import { countDue } from '../store/seeds';

eachStore((open) => {
  let shop: TriggeredShop;
  beforeAll(async () => {
    shop = await TriggeredShop.of(await open());
  });
  beforeEach(() => shop.begin());

  describe('a segment', () => {
    test('is entered by an event, told of once, and again by who left and came back', async () => {
      const customer = await shop.does('a', 'Joined');
      expect(await shop.at(START + HOUR)).toBe(1);
      expect(await shop.at(START + 2 * HOUR)).toBe(0);
      await shop.does('a', 'Joined');
      expect(await shop.at(START + 3 * HOUR)).toBe(0);
      await shop.does('a', 'Left');
      expect(await shop.at(START + 4 * HOUR)).toBe(1);
      await shop.setClock(START + 5 * HOUR);
      await shop.does('a', 'Joined');
      expect(await shop.at(START + 6 * HOUR)).toBe(1);
      expect(await shop.told()).toEqual([
        { segment: 'members' },
        { segment: 'former' },
        { segment: 'members' },
      ]);
      // Whether they may come in again is said where entry is decided.
      expect(await shop.entries(customer)).toEqual([
        'hello: starting',
        'back: starting',
        'hello: already in it',
      ]);
    });

    test('is left and entered in one turn of the relay: each counts', async () => {
      await shop.does('a', 'Joined');
      await shop.at(START + HOUR);
      await shop.accepted('a', { name: 'Left' });
      await shop.setClock(START + 2 * HOUR);
      await shop.applied(await shop.accepted('a', { name: 'Joined' }));
      await shop.at(START + 3 * HOUR);
      expect(await shop.told('hello')).toHaveLength(2);
    });

    test('is not entered by who left before anyone looked', async () => {
      await shop.does('a', 'Joined');
      await shop.does('a', 'Left');
      await shop.at(START + HOUR);
      expect(await shop.told('hello')).toEqual([]);
    });

    test('is entered by time alone', async () => {
      const customer = await shop.does('a', 'Joined', { until: '2026-12-01T10:00:00Z' });
      await shop.at(START + HOUR);
      expect(await shop.due(customer)).toMatchObject({ 'back/0': '2026-12-01T10:00' });
      expect(await shop.at(on('2026-12-01', '09:59') - DAY)).toBe(1);
      expect(await shop.told('back')).toEqual([]);
      await shop.at(on('2026-12-01', '10:01'));
      expect(await shop.told('back')).toEqual([{ segment: 'former' }]);
      expect((await shop.due(customer))['back/0']).toBeUndefined();
    });

    test('has those inside not enter when its trigger is published, nor stay out for ever', async () => {
      await shop.bring(plain);
      const inside = await shop.does('in', 'Joined');
      await shop.does('out', 'Left');
      await shop.bring(hello);
      expect(await countDue(shop.store.db)).toBe(1);
      expect(await shop.at(START + HOUR)).toBe(0);
      await shop.does('in', 'Left');
      await shop.does('in', 'Joined');
      await shop.does('out', 'Joined');
      expect(await shop.at(START + 2 * HOUR)).toBe(2);
      await shop.bring(hello, plain);
      expect(await shop.at(START + 3 * HOUR)).toBe(0);
      await shop.bring(plain);
      expect(await shop.due(inside)).toEqual({});
    });

    test('is entered by events that were accepted, and not worked off, when its trigger came', async () => {
      await shop.bring(plain);
      const customer = await shop.accepted('a', { name: 'Joined' });
      await shop.bring(hello);
      await shop.applied(customer);
      expect(await shop.at(START + HOUR)).toBe(1);
    });

    test('one of two customers entered is not entered again when they turn out to be one', async () => {
      const anonymous = await shop.does(
        '',
        'Joined',
        {},
        { anonymousId: 'x', userId: undefined as never },
      );
      expect(await shop.at(START + HOUR)).toBe(1);
      await shop.setClock(START + 2 * HOUR);
      const known = await shop.does('known', 'Told', {});
      const one = await shop.accepted('known', { type: 'identify', anonymousId: 'x' });
      expect([known, anonymous]).toContain(one);
      await shop.applied(one);
      await shop.at(START + 3 * HOUR);
      expect(await shop.told('hello')).toHaveLength(1);
    });
  });

  describe('a date', () => {
    test('is told of when it is reached where the customer is, each year', async () => {
      await shop.does('a', 'Told', { birthday: '1996-02-29' }, { timeZone: 'Asia/Kolkata' });
      const at9 = on('2027-02-28', '09:00', '+05:30');
      expect(await shop.at(at9 - 60_000)).toBe(0);
      expect(await shop.at(at9 + 60_000)).toBe(1);
      expect(await shop.at(on('2028-02-29', '09:00', '+05:30') - 60_000)).toBe(0);
      expect(await shop.at(on('2028-02-29', '09:00', '+05:30') + 1)).toBe(1);
      expect(await shop.told()).toEqual([
        { fact: 'birthday', date: '2027-02-28' },
        { fact: 'birthday', date: '2028-02-29' },
      ]);
    });

    test('that moves is waited for anew; one that moves into the past is skipped', async () => {
      const customer = await shop.does('a', 'Booked', { day: '2026-12-10' });
      expect(await shop.due(customer)).toEqual({ 'visit/0': '2026-12-08T09:00' });
      await shop.does('a', 'Booked', { day: '2026-12-20' });
      expect(await shop.due(customer)).toEqual({ 'visit/0': '2026-12-18T09:00' });
      expect(await shop.at(on('2026-12-08', '10:00'))).toBe(0);
      await shop.does('a', 'Booked', { day: '2026-12-09' });
      expect(await shop.due(customer)).toEqual({});
      await shop.does('a', 'Booked', { day: '2026-12-20' });
      expect(await shop.at(on('2026-12-18', '10:00'))).toBe(1);
      // Moved on after it was told of: told of anew, for it is another date.
      await shop.does('a', 'Booked', { day: '2026-12-24' });
      expect(await shop.at(on('2026-12-22', '10:00'))).toBe(1);
      expect(await shop.told()).toEqual([
        { fact: 'booking', date: '2026-12-20' },
        { fact: 'booking', date: '2026-12-24' },
      ]);
    });

    test('that was due while nobody looked is told of, whatever else came in between', async () => {
      await shop.does('a', 'Booked', { day: '2026-11-25' });
      await shop.setClock(on('2026-11-23', '10:00'));
      await shop.does('a', 'Told', {});
      expect(await shop.at(on('2026-11-24', '10:00'))).toBe(1);
    });

    test('moves with the customer’s zone, and comes no second time', async () => {
      const customer = await shop.does(
        'a',
        'Booked',
        { day: '2026-11-26' },
        { timeZone: 'Europe/Berlin' },
      );
      expect(await shop.due(customer)).toEqual({ 'visit/0': '2026-11-24T08:00' });
      await shop.moves('a', 'America/New_York');
      expect(await shop.due(customer)).toEqual({ 'visit/0': '2026-11-24T14:00' });
      await shop.moves('a', 'Europe/Berlin');
      expect(await shop.at(on('2026-11-24', '08:30'))).toBe(1);
      await shop.moves('a', 'America/New_York');
      await shop.at(on('2026-11-24', '14:30'));
      expect(await shop.told()).toHaveLength(1);
    });

    test('that is no zone of anyone’s is told of by the shop’s', async () => {
      const customer = await shop.does(
        'a',
        'Booked',
        { day: '2026-11-26' },
        { timeZone: 'Mars/Olympus' },
      );
      expect(await shop.due(customer)).toEqual({ 'visit/0': '2026-11-24T09:00' });
    });

    test('that has passed when its trigger is published is skipped, and one ahead is not', async () => {
      await shop.bring(plain);
      const passed = await shop.does('p', 'Booked', { day: '2026-11-24' });
      const ahead = await shop.does('q', 'Booked', { day: '2026-11-25' });
      await shop.bring(visit);
      expect(await shop.due(passed)).toEqual({});
      expect(await shop.due(ahead)).toEqual({ 'visit/0': '2026-11-23T09:00' });
    });
  });

  describe('a schedule', () => {
    test('comes on its days to who is in the segment then, and waits for nobody else', async () => {
      const member = await shop.does('m', 'Joined');
      await shop.does('o', 'Told', {});
      expect(await shop.due(member)).toMatchObject({ 'digest/0': '2026-11-23T09:00' });
      await shop.at(START + HOUR);
      expect(await countDue(shop.store.db)).toBe(3);
      expect(await shop.at(on('2026-11-23', '09:01'))).toBe(1);
      expect(await shop.due(member)).toMatchObject({ 'digest/0': '2026-11-30T09:00' });
      await shop.does('m', 'Left');
      expect((await shop.due(member))['digest/0']).toBeUndefined();
      expect(await shop.told('digest')).toEqual([{ at: '2026-11-23T09:00:00.000Z' }]);
    });

    test('comes no more to who went out by time', async () => {
      const member = await shop.does('m', 'Joined', { until: '2026-11-25T00:00:00Z' });
      await shop.at(on('2026-11-23', '09:01'));
      await shop.at(on('2026-11-30', '09:01'));
      expect(await shop.told('digest')).toHaveLength(1);
      expect((await shop.due(member))['digest/0']).toBeUndefined();
    });

    test('comes by the clock of the customer, over the changes of clocks, and moves with them', async () => {
      const member = await shop.does('m', 'Joined', {}, { timeZone: 'Europe/Berlin' });
      expect(await shop.due(member)).toMatchObject({ 'digest/0': '2026-11-23T08:00' });
      await shop.at(on('2027-03-22', '12:00'));
      expect(await shop.due(member)).toMatchObject({ 'digest/0': '2027-03-29T07:00' });
      await shop.at(on('2027-03-29', '07:01'));
      // Monday is over for them, wherever they wake up.
      await shop.moves('m', 'America/New_York');
      await shop.at(on('2027-03-29', '13:01'));
      expect(await shop.due(member)).toMatchObject({ 'digest/0': '2027-04-05T13:00' });
      expect(await shop.told('digest')).toHaveLength(2);
    });

    test('is told of once where nobody looked for weeks', async () => {
      await shop.does('m', 'Joined');
      await shop.at(on('2026-12-16'));
      expect(await shop.told('digest')).toEqual([{ at: '2026-12-14T09:00:00.000Z' }]);
    });

    test('that is published waits for those in the segment alone', async () => {
      await shop.bring(plain);
      const member = await shop.does('m', 'Joined');
      const outsider = await shop.does('o', 'Told', {});
      const leaving = await shop.does('l', 'Joined', { until: '2026-11-25T00:00:00Z' });
      await shop.bring(digest);
      expect(await shop.due(member)).toEqual({ 'digest/0': '2026-11-23T09:00' });
      expect(await shop.due(outsider)).toEqual({});
      expect(await shop.due(leaving)).toEqual({ 'digest/0': '2026-11-23T09:00' });
    });
  });

  test('what is applied while a trigger is published is counted, however much it is', async () => {
    await shop.bring(plain);
    const customers: string[] = [];
    for (let i = 0; i < 40; i++) customers.push(await shop.does(`c${i}`, 'Left'));
    const [other] = shop.store.kind === 'pglite' ? [shop.store] : [await open()];
    let published = false;
    const publishing = shop.bring(digest).then(() => (published = true));
    for (let i = 0; !published; i = (i + 1) % 20) {
      const customer = customers[i] ?? '';
      await accept(other, [
        {
          ...{ source: 'test', messageId: newId(), type: 'track' },
          customer,
          name: 'Joined',
          properties: {},
        },
      ]);
      await inTransaction(other, async (tx) =>
        applyPending(tx, await lockCustomer(tx, customer), shop.apply),
      );
    }
    await publishing;
    const joined = shop.store.db
      .selectFrom('events')
      .select('customer')
      .where('name', '=', 'Joined');
    const members = new Set((await joined.execute()).map(({ customer }) => customer));
    expect(members.size).toBeGreaterThan(0);
    for (const customer of customers) {
      expect(Object.keys(await shop.due(customer))).toEqual(
        members.has(customer) ? ['digest/0'] : [],
      );
    }
  });

  test('one that is told twice, as after a crash, is one', async () => {
    const customer = await shop.does('m', 'Joined');
    const rows = await dueOf(shop.store.db, customer);
    const { [INSIDE]: untold } = await readFacts(shop.store.db, customer);
    await shop.at(on('2026-11-23', '09:01'));
    const before = (await shop.told()).length;
    expect(before).toBe(2);
    await writeFacts(shop.store.db, customer, { [INSIDE]: untold ?? null });
    for (const [trigger, { at }] of rows) {
      await shop.store.db
        .insertInto('due')
        .values({ customer, trigger, at })
        .onConflict((conflict) => conflict.columns(['customer', 'trigger']).doUpdateSet({ at }))
        .execute();
    }
    await shop.at(on('2026-11-23', '09:02'));
    expect(await shop.told()).toHaveLength(before);
  });

  test('nobody who was erased is told of anything', async () => {
    const customer = await shop.does('m', 'Joined');
    await inTransaction(shop.store, (tx) =>
      eraseCustomer(tx, customer, { at: START, secret: 's' }),
    );
    await shop.store.db
      .insertInto('due')
      .values({ customer, trigger: 'digest/0', at: START })
      .execute();
    expect(await shop.at(START + HOUR)).toBe(0);
    expect(await shop.due(customer)).toEqual({});
  });

  test('a segment that throws leaves other triggers and the customer’s events alone', async () => {
    const test = () => {
      throw new Error('of the author');
    };
    const torn = { ...catalog, segments: { ...catalog.segments, members: { facts: [], test } } };
    const customer = await shop.accepted('a', {
      name: 'Booked',
      properties: { day: '2026-12-10' },
    });
    await inTransaction(shop.store, async (tx) =>
      applyPending(tx, await lockCustomer(tx, customer), { ...shop.apply, catalog: torn }),
    );
    expect(await shop.due(customer)).toMatchObject({ 'visit/0': '2026-12-08T09:00' });
    expect(await now(shop.store.db)).toBeGreaterThanOrEqual(START);
  });

  test('where a day takes seconds a time of day is the day', async () => {
    await startClock(shop.store.db, { dayMs: 2_000 });
    await shop.setClock(START);
    const customer = await shop.does('m', 'Joined');
    await shop.does('m', 'Booked', { day: '2026-12-10' });
    const rows = await shop.due(customer);
    expect(rows).toMatchObject({ 'digest/0': '2026-11-23T00:00', 'visit/0': '2026-12-08T00:00' });
    await startClock(shop.store.db);
  });
});
