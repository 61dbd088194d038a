import { z } from 'zod';
import { applyPending, storedSpecs, type ApplyDeps } from '../../activities';
import { catalog as whole, type ShopCatalog } from '../../catalog';
import { DAY, HOUR, type Instant, type Json, type JourneySpec, type Trigger } from '../../engine';
import {
  accept,
  countDue,
  dueOf,
  eraseCustomer,
  inTransaction,
  lockCustomer,
  newId,
  now,
  readFacts,
  startClock,
  writeFacts,
  type Incoming,
  type Store,
} from '../../store';
import { keep, publish } from '../../worker/jobs/publish';
import { sweep } from '../../worker/jobs/sweep';
import { eachStore } from '../servers/stores';

/** Members, until a day that time alone brings; their birthdays; a booking that moves. */
const catalog: ShopCatalog = {
  ...whole,
  events: {
    ...whole.events,
    Told: { schema: z.object({ birthday: z.string().optional() }), samples: {} },
    Joined: { schema: z.object({ until: z.string().optional() }), samples: {} },
    Left: { schema: z.object({}), samples: {} },
    Booked: { schema: z.object({ day: z.string() }), samples: {} },
  },
  facts: {
    birthday: {
      on: ['Told'],
      start: null,
      step: (_, { properties }) => (properties['birthday'] ?? null) as Json,
      value: (day) => day ?? undefined,
      samples: {},
    },
    booking: {
      on: ['Booked'],
      start: null,
      step: (_, { properties }) => properties['day'] as Json,
      value: (day) => day ?? undefined,
      samples: {},
    },
    until: {
      on: ['Joined', 'Left'],
      start: null,
      step: (_, { name, properties }) =>
        name === 'Left' ? 0 : Date.parse((properties['until'] as string) ?? '2100-01-01'),
      value: (until, at) => (typeof until === 'number' ? at < until : undefined),
      changesAt: (until, at) => (typeof until === 'number' && until > at ? until : undefined),
      samples: {},
    },
  },
  segments: {
    members: { facts: ['until'], test: (value) => value('until') === true },
    former: { facts: ['until'], test: (value) => value('until') === false },
  },
};

const spec = (id: string, event: string, trigger: Trigger): JourneySpec => ({
  id,
  title: id,
  on: [{ event, trigger }],
  reenter: 'always',
  exit: [],
  holdout: 0,
});
const plain: JourneySpec = { id: 'plain', title: '', on: [], exit: [], holdout: 0 };
const hello = spec('hello', 'Segment Entered', { kind: 'entered', segment: 'members' });
const back = spec('back', 'Segment Entered', { kind: 'entered', segment: 'former' });
const birthday = spec('birthday', 'Date Reached', {
  kind: 'onDate',
  fact: 'birthday',
  every: 'year',
  at: '09:00',
});
const visit = spec('visit', 'Date Reached', {
  kind: 'onDate',
  fact: 'booking',
  before: '2 days',
  at: '09:00',
});
const digest = spec('digest', 'Schedule Ticked', {
  kind: 'every',
  days: 'monday',
  at: '09:00',
  in: 'members',
});
const ALL = [hello, back, birthday, visit, digest];

const INSIDE = 'inside hello/0';
/** A Sunday. */
const START = Date.parse('2026-11-22T12:00Z');
const on = (day: string, time = '09:00', offset = 'Z'): Instant =>
  Date.parse(`${day}T${time}${offset}`);

eachStore((open) => {
  let store: Store;
  let apply: ApplyDeps;
  let releases = 0;

  const setClock = async (instant: Instant): Promise<void> => {
    await store.db
      .updateTable('clock')
      .set({ virtual_anchor: instant, real_anchor: Date.now(), beat_at: Date.now() })
      .execute();
  };
  beforeAll(async () => {
    store = await open();
    await startClock(store.db, { origin: START });
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    apply = { catalog, secret: 'secret', specs: storedSpecs(), log };
  });
  beforeEach(async () => {
    for (const table of ['due', 'facts', 'enrollments', 'events', 'customers'] as const) {
      await store.db.deleteFrom(table).execute();
    }
    await store.db.deleteFrom('identities').execute();
    await setClock(START);
    await bring(plain);
    await bring(...ALL);
  });

  const bring = async (...journeys: JourneySpec[]): Promise<void> => {
    const made = { id: `r${releases++}`, journeys, code: '', templates: {} };
    await publish({ store, catalog }, await keep(store, made));
  };
  const accepted = async (userId: string, event: Partial<Incoming>): Promise<string> => {
    const base = { source: 'test', messageId: newId(), type: 'track', userId, properties: {} };
    const [one] = await accept(store, [{ ...base, name: '', ...event } as Incoming]);
    return one?.customer ?? '';
  };
  const applied = (customer: string): Promise<unknown> =>
    inTransaction(store, async (tx) => applyPending(tx, await lockCustomer(tx, customer), apply));
  /** Something a customer does, worked off as the relay does. @returns the customer */
  const does = async (
    userId: string,
    name: string,
    properties: Record<string, Json> = {},
    rest: Partial<Incoming> = {},
  ): Promise<string> => {
    const customer = await accepted(userId, { name, properties, ...rest });
    await applied(customer);
    return customer;
  };
  const moves = (userId: string, timeZone: string): Promise<string> =>
    does(userId, '', {}, { type: 'identify', timeZone });
  const at = async (instant: Instant): Promise<number> => {
    await setClock(instant);
    return sweep({ store, apply });
  };
  /** What triggers wrote, the first first. */
  const told = async (journey?: string): Promise<object[]> => {
    const rows = await store.db
      .selectFrom('events')
      .select(['journey', 'properties'])
      .where('source', '=', 'perennial')
      .orderBy('number')
      .execute();
    return rows.filter((row) => !journey || row.journey === journey).map((row) => row.properties);
  };
  const due = async (customer: string): Promise<Record<string, string>> =>
    Object.fromEntries(
      [...(await dueOf(store.db, customer))].map(([key, instant]) => [
        key,
        new Date(instant).toISOString().slice(0, 16),
      ]),
    );
  const entries = async (customer: string): Promise<string[]> => {
    await applied(customer);
    const rows = await store.db
      .selectFrom('enrollments')
      .select(['journey', 'state', 'reason'])
      .where('customer', '=', customer)
      .orderBy('event_number')
      .execute();
    return rows.map(({ journey, state, reason }) => `${journey}: ${reason ?? state}`);
  };

  describe('a segment', () => {
    test('is entered by an event, told of once, and again by who left and came back', async () => {
      const customer = await does('a', 'Joined');
      expect(await at(START + HOUR)).toBe(1);
      expect(await at(START + 2 * HOUR)).toBe(0);
      await does('a', 'Joined');
      expect(await at(START + 3 * HOUR)).toBe(0);
      await does('a', 'Left');
      expect(await at(START + 4 * HOUR)).toBe(1);
      await setClock(START + 5 * HOUR);
      await does('a', 'Joined');
      expect(await at(START + 6 * HOUR)).toBe(1);
      expect(await told()).toEqual([
        { segment: 'members' },
        { segment: 'former' },
        { segment: 'members' },
      ]);
      // Whether they may come in again is said where entry is decided.
      expect(await entries(customer)).toEqual([
        'hello: starting',
        'back: starting',
        'hello: already in it',
      ]);
    });

    test('is left and entered in one turn of the relay: each counts', async () => {
      await does('a', 'Joined');
      await at(START + HOUR);
      await accepted('a', { name: 'Left' });
      await setClock(START + 2 * HOUR);
      await applied(await accepted('a', { name: 'Joined' }));
      await at(START + 3 * HOUR);
      expect(await told('hello')).toHaveLength(2);
    });

    test('is not entered by who left before anyone looked', async () => {
      await does('a', 'Joined');
      await does('a', 'Left');
      await at(START + HOUR);
      expect(await told('hello')).toEqual([]);
    });

    test('is entered by time alone', async () => {
      const customer = await does('a', 'Joined', { until: '2026-12-01T10:00:00Z' });
      await at(START + HOUR);
      expect(await due(customer)).toMatchObject({ 'back/0': '2026-12-01T10:00' });
      expect(await at(on('2026-12-01', '09:59') - DAY)).toBe(1);
      expect(await told('back')).toEqual([]);
      await at(on('2026-12-01', '10:01'));
      expect(await told('back')).toEqual([{ segment: 'former' }]);
      expect((await due(customer))['back/0']).toBeUndefined();
    });

    test('has those inside not enter when its trigger is published, nor stay out for ever', async () => {
      await bring(plain);
      const inside = await does('in', 'Joined');
      await does('out', 'Left');
      await bring(hello);
      expect(await countDue(store.db)).toBe(1);
      expect(await at(START + HOUR)).toBe(0);
      await does('in', 'Left');
      await does('in', 'Joined');
      await does('out', 'Joined');
      expect(await at(START + 2 * HOUR)).toBe(2);
      await bring(hello, plain);
      expect(await at(START + 3 * HOUR)).toBe(0);
      await bring(plain);
      expect(await due(inside)).toEqual({});
    });

    test('is entered by events that were accepted, and not worked off, when its trigger came', async () => {
      await bring(plain);
      const customer = await accepted('a', { name: 'Joined' });
      await bring(hello);
      await applied(customer);
      expect(await at(START + HOUR)).toBe(1);
    });

    test('one of two customers entered is not entered again when they turn out to be one', async () => {
      const anonymous = await does(
        '',
        'Joined',
        {},
        { anonymousId: 'x', userId: undefined as never },
      );
      expect(await at(START + HOUR)).toBe(1);
      await setClock(START + 2 * HOUR);
      const known = await does('known', 'Told', {});
      const one = await accepted('known', { type: 'identify', anonymousId: 'x' });
      expect([known, anonymous]).toContain(one);
      await applied(one);
      await at(START + 3 * HOUR);
      expect(await told('hello')).toHaveLength(1);
    });
  });

  describe('a date', () => {
    test('is told of when it is reached where the customer is, each year', async () => {
      await does('a', 'Told', { birthday: '1996-02-29' }, { timeZone: 'Asia/Kolkata' });
      const at9 = on('2027-02-28', '09:00', '+05:30');
      expect(await at(at9 - 60_000)).toBe(0);
      expect(await at(at9 + 60_000)).toBe(1);
      expect(await at(on('2028-02-29', '09:00', '+05:30') - 60_000)).toBe(0);
      expect(await at(on('2028-02-29', '09:00', '+05:30') + 1)).toBe(1);
      expect(await told()).toEqual([
        { fact: 'birthday', date: '2027-02-28' },
        { fact: 'birthday', date: '2028-02-29' },
      ]);
    });

    test('that moves is waited for anew; one that moves into the past is skipped', async () => {
      const customer = await does('a', 'Booked', { day: '2026-12-10' });
      expect(await due(customer)).toEqual({ 'visit/0': '2026-12-08T09:00' });
      await does('a', 'Booked', { day: '2026-12-20' });
      expect(await due(customer)).toEqual({ 'visit/0': '2026-12-18T09:00' });
      expect(await at(on('2026-12-08', '10:00'))).toBe(0);
      await does('a', 'Booked', { day: '2026-12-09' });
      expect(await due(customer)).toEqual({});
      await does('a', 'Booked', { day: '2026-12-20' });
      expect(await at(on('2026-12-18', '10:00'))).toBe(1);
      // Moved on after it was told of: told of anew, for it is another date.
      await does('a', 'Booked', { day: '2026-12-24' });
      expect(await at(on('2026-12-22', '10:00'))).toBe(1);
      expect(await told()).toEqual([
        { fact: 'booking', date: '2026-12-20' },
        { fact: 'booking', date: '2026-12-24' },
      ]);
    });

    test('that was due while nobody looked is told of, whatever else came in between', async () => {
      await does('a', 'Booked', { day: '2026-11-25' });
      await setClock(on('2026-11-23', '10:00'));
      await does('a', 'Told', {});
      expect(await at(on('2026-11-24', '10:00'))).toBe(1);
    });

    test('moves with the customer’s zone, and comes no second time', async () => {
      const customer = await does(
        'a',
        'Booked',
        { day: '2026-11-26' },
        { timeZone: 'Europe/Berlin' },
      );
      expect(await due(customer)).toEqual({ 'visit/0': '2026-11-24T08:00' });
      await moves('a', 'America/New_York');
      expect(await due(customer)).toEqual({ 'visit/0': '2026-11-24T14:00' });
      await moves('a', 'Europe/Berlin');
      expect(await at(on('2026-11-24', '08:30'))).toBe(1);
      await moves('a', 'America/New_York');
      await at(on('2026-11-24', '14:30'));
      expect(await told()).toHaveLength(1);
    });

    test('that is no zone of anyone’s is told of by the shop’s', async () => {
      const customer = await does(
        'a',
        'Booked',
        { day: '2026-11-26' },
        { timeZone: 'Mars/Olympus' },
      );
      expect(await due(customer)).toEqual({ 'visit/0': '2026-11-24T09:00' });
    });

    test('that has passed when its trigger is published is skipped, and one ahead is not', async () => {
      await bring(plain);
      const passed = await does('p', 'Booked', { day: '2026-11-24' });
      const ahead = await does('q', 'Booked', { day: '2026-11-25' });
      await bring(visit);
      expect(await due(passed)).toEqual({});
      expect(await due(ahead)).toEqual({ 'visit/0': '2026-11-23T09:00' });
    });
  });

  describe('a schedule', () => {
    test('comes on its days to who is in the segment then, and waits for nobody else', async () => {
      const member = await does('m', 'Joined');
      await does('o', 'Told', {});
      expect(await due(member)).toMatchObject({ 'digest/0': '2026-11-23T09:00' });
      await at(START + HOUR);
      expect(await countDue(store.db)).toBe(3);
      expect(await at(on('2026-11-23', '09:01'))).toBe(1);
      expect(await due(member)).toMatchObject({ 'digest/0': '2026-11-30T09:00' });
      await does('m', 'Left');
      expect((await due(member))['digest/0']).toBeUndefined();
      expect(await told('digest')).toEqual([{ at: '2026-11-23T09:00:00.000Z' }]);
    });

    test('comes no more to who went out by time', async () => {
      const member = await does('m', 'Joined', { until: '2026-11-25T00:00:00Z' });
      await at(on('2026-11-23', '09:01'));
      await at(on('2026-11-30', '09:01'));
      expect(await told('digest')).toHaveLength(1);
      expect((await due(member))['digest/0']).toBeUndefined();
    });

    test('comes by the clock of the customer, over the changes of clocks, and moves with them', async () => {
      const member = await does('m', 'Joined', {}, { timeZone: 'Europe/Berlin' });
      expect(await due(member)).toMatchObject({ 'digest/0': '2026-11-23T08:00' });
      await at(on('2027-03-22', '12:00'));
      expect(await due(member)).toMatchObject({ 'digest/0': '2027-03-29T07:00' });
      await at(on('2027-03-29', '07:01'));
      // Monday is over for them, wherever they wake up.
      await moves('m', 'America/New_York');
      await at(on('2027-03-29', '13:01'));
      expect(await due(member)).toMatchObject({ 'digest/0': '2027-04-05T13:00' });
      expect(await told('digest')).toHaveLength(2);
    });

    test('is told of once where nobody looked for weeks', async () => {
      await does('m', 'Joined');
      await at(on('2026-12-16'));
      expect(await told('digest')).toEqual([{ at: '2026-12-14T09:00:00.000Z' }]);
    });

    test('that is published waits for those in the segment alone', async () => {
      await bring(plain);
      const member = await does('m', 'Joined');
      const outsider = await does('o', 'Told', {});
      const leaving = await does('l', 'Joined', { until: '2026-11-25T00:00:00Z' });
      await bring(digest);
      expect(await due(member)).toEqual({ 'digest/0': '2026-11-23T09:00' });
      expect(await due(outsider)).toEqual({});
      expect(await due(leaving)).toEqual({ 'digest/0': '2026-11-23T09:00' });
    });
  });

  test('what is applied while a trigger is published is counted, however much it is', async () => {
    await bring(plain);
    const customers: string[] = [];
    for (let i = 0; i < 40; i++) customers.push(await does(`c${i}`, 'Left'));
    const [other] = store.kind === 'pglite' ? [store] : [await open()];
    let published = false;
    const publishing = bring(digest).then(() => (published = true));
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
        applyPending(tx, await lockCustomer(tx, customer), apply),
      );
    }
    await publishing;
    const joined = store.db.selectFrom('events').select('customer').where('name', '=', 'Joined');
    const members = new Set((await joined.execute()).map(({ customer }) => customer));
    expect(members.size).toBeGreaterThan(0);
    for (const customer of customers) {
      expect(Object.keys(await due(customer))).toEqual(members.has(customer) ? ['digest/0'] : []);
    }
  });

  test('one that is told twice, as after a crash, is one', async () => {
    const customer = await does('m', 'Joined');
    const rows = await dueOf(store.db, customer);
    const { [INSIDE]: untold } = await readFacts(store.db, customer);
    await at(on('2026-11-23', '09:01'));
    const before = (await told()).length;
    expect(before).toBe(2);
    await writeFacts(store.db, customer, { [INSIDE]: untold ?? null });
    for (const [trigger, instant] of rows) {
      await store.db
        .insertInto('due')
        .values({ customer, trigger, at: instant })
        .onConflict((conflict) =>
          conflict.columns(['customer', 'trigger']).doUpdateSet({ at: instant }),
        )
        .execute();
    }
    await at(on('2026-11-23', '09:02'));
    expect(await told()).toHaveLength(before);
  });

  test('nobody who was erased is told of anything', async () => {
    const customer = await does('m', 'Joined');
    await inTransaction(store, (tx) => eraseCustomer(tx, customer, { at: START, secret: 's' }));
    await store.db.insertInto('due').values({ customer, trigger: 'digest/0', at: START }).execute();
    expect(await at(START + HOUR)).toBe(0);
    expect(await due(customer)).toEqual({});
  });

  test('a segment that throws leaves other triggers and the customer’s events alone', async () => {
    const test = () => {
      throw new Error('of the author');
    };
    const torn = { ...catalog, segments: { ...catalog.segments, members: { facts: [], test } } };
    const customer = await accepted('a', { name: 'Booked', properties: { day: '2026-12-10' } });
    await inTransaction(store, async (tx) =>
      applyPending(tx, await lockCustomer(tx, customer), { ...apply, catalog: torn }),
    );
    expect(await due(customer)).toMatchObject({ 'visit/0': '2026-12-08T09:00' });
    expect(await now(store.db)).toBeGreaterThanOrEqual(START);
  });

  test('where a day takes seconds a time of day is the day', async () => {
    await startClock(store.db, { dayMs: 2_000 });
    await setClock(START);
    const customer = await does('m', 'Joined');
    await does('m', 'Booked', { day: '2026-12-10' });
    const rows = await due(customer);
    expect(rows).toMatchObject({ 'digest/0': '2026-11-23T00:00', 'visit/0': '2026-12-08T00:00' });
    await startClock(store.db);
  });
});
