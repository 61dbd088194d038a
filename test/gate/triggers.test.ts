import fc from 'fast-check';
import { catalog as whole, lastOf, type FactStates, type ShopCatalog } from '../../catalog';
import { DAY, HOUR, type Json, type Trigger } from '../../engine';
import {
  firstLook,
  insideOf,
  lookAfterEvent,
  lookWhenDue,
  triggersOf,
  type KeyedTrigger,
  type Known,
} from '../../gate';

const NOON = Date.parse('2026-11-23T12:00Z');
const state = (value: Json): FactStates => ({ value });

/** Facts that are what their state says; `until` is a number until an instant, and then one more. */
const catalog: ShopCatalog = {
  ...whole,
  facts: {
    value: {
      on: [],
      start: null,
      step: (last) => last,
      value: (last) => last ?? undefined,
      samples: {},
    },
    until: {
      on: [],
      start: null,
      step: (last) => last,
      value: (last, now) => (typeof last === 'number' && now >= last ? 1 : 0),
      changesAt: (last, now) => (typeof last === 'number' && last > now ? last : undefined),
      samples: {},
    },
    next: {
      on: [],
      start: [],
      step: (last) => last,
      value: (all, now) => (all as string[]).find((day) => Date.parse(day) > now),
      changesAt: (all, now) =>
        (all as string[]).map((day) => Date.parse(day)).find((day) => day > now),
      samples: {},
    },
    stuck: {
      on: [],
      start: null,
      step: (last) => last,
      value: () => undefined,
      changesAt: (_, now) => now,
      samples: {},
    },
  },
  segments: {
    valued: { facts: ['value'], test: (value) => value('value') !== undefined },
    late: { facts: ['until'], test: (value) => value('until') === 1 },
    early: { facts: ['until'], test: (value) => value('until') === 0 },
    stuck: { facts: ['stuck'], test: () => false },
  },
};

const keyed = (trigger: Trigger): KeyedTrigger => ({
  key: 'j/0',
  journey: 'j',
  event: 'E',
  trigger,
});
const known = (states: FactStates, zone = 'UTC'): Known => ({ catalog, states, zone, hours: true });
const INSIDE = insideOf('j/0');

const inactive = keyed({ kind: 'inactive', after: '90 days', of: ['A', 'B'] });
const entered = (segment: string) => keyed({ kind: 'entered', segment });
const onDate = keyed({ kind: 'onDate', fact: 'value', at: '09:00' });
const birthday = keyed({ kind: 'onDate', fact: 'value', at: '09:00', every: 'year' });
const every = (segment = 'valued') =>
  keyed({ kind: 'every', days: 'monday', at: '09:00', in: segment });
const nine = (day: string) => Date.parse(`${day}T09:00Z`);

describe('triggers of a release', () => {
  test('are known by their journey and their place in it', () => {
    const spec = { title: '', exit: [], holdout: 0 };
    const { event, trigger } = entered('valued');
    const journeys = [
      { ...spec, id: 'a', on: [{ event: 'X' }, { event, trigger }] },
      { ...spec, id: 'b', on: [{ event, trigger }] },
    ];
    expect(triggersOf(journeys).map(({ key, journey }) => [key, journey])).toEqual([
      ['a/1', 'a'],
      ['b/0', 'b'],
    ]);
  });
});

describe('a trigger that is published', () => {
  const first = (one: KeyedTrigger, states: FactStates, zone?: string) =>
    firstLook(one, known(states, zone), NOON);

  test.each<[string, KeyedTrigger, FactStates, number | undefined]>([
    ['who did something so lately', inactive, { [lastOf('A')]: NOON - DAY }, NOON + 89 * DAY],
    ['who was silent long enough', inactive, { [lastOf('A')]: NOON - 90 * DAY }, undefined],
    ['who never did it', inactive, { [lastOf('C')]: NOON }, undefined],
    ['a date ahead', onDate, state('2026-11-24'), nine('2026-11-24')],
    ['a date that has passed', onDate, state('2026-11-23'), undefined],
    ['no date', onDate, {}, undefined],
    ['a birthday that has passed', birthday, state('1990-11-23'), nine('2027-11-23')],
    ['who is in the segment', every(), state(1), nine('2026-11-30')],
    ['who is not', every(), {}, undefined],
    ['who will be', every('late'), { until: NOON + 1 }, NOON + 1],
    ['who will come in', entered('late'), { until: NOON + 1 }, NOON + 1],
    ['who will go out', entered('early'), { until: NOON + 1 }, NOON + 1],
    ['who is outside for ever', entered('valued'), {}, undefined],
    ['an unknown segment', entered('nobody'), {}, undefined],
    ['a fact that changes at once, without end', entered('stuck'), {}, undefined],
  ])('looks at %s', (_, one, states, next) => {
    expect(first(one, states).next).toBe(next);
  });

  test('does not let in who is inside, and keeps that they are', () => {
    const { keep } = first(entered('valued'), state(1));
    expect(keep).toEqual({ [INSIDE]: { since: NOON, told: true } });
    expect(first(entered('valued'), {}).keep).toBeUndefined();
  });

  test('looks by the clock of the customer', () => {
    const zone = 'America/New_York';
    expect(first(onDate, state('2026-11-23'), zone).next).toBe(nine('2026-11-23') + 5 * HOUR);
    expect(first(every(), state(1), zone).next).toBe(nine('2026-11-23') + 5 * HOUR);
  });
});

describe('an event', () => {
  const after = (
    one: KeyedTrigger,
    before: FactStates | undefined,
    states: FactStates,
    due?: number,
    at = NOON,
  ) => lookAfterEvent(one, { known: known(states), ...(before && { before }) }, due, at);
  const last = (at: number) => ({ [lastOf('A')]: at });

  test.each<[string, FactStates | undefined, FactStates, number | undefined, number | undefined]>([
    ['of its own', last(NOON - DAY), last(NOON), 7, NOON + 90 * DAY],
    ['of its own from long ago', {}, last(NOON - 200 * DAY), undefined, NOON - 110 * DAY],
    ['that is not the newest', last(NOON), { ...last(NOON), B: 1 }, 7, 7],
    ['of another name', last(NOON), last(NOON), undefined, undefined],
    ['after two became one', undefined, last(NOON), undefined, NOON + 90 * DAY],
  ])('%s moves silence as it should', (_, before, states, due, next) => {
    expect(after(inactive, before, states, due).next).toBe(next);
  });

  test.each<[string, Json, Json, number | undefined, number | undefined]>([
    ['comes', null, '2026-11-24', undefined, nine('2026-11-24')],
    ['moves later', '2026-11-24', '2026-12-24', nine('2026-11-24'), nine('2026-12-24')],
    ['moves earlier', '2026-12-24', '2026-11-24', nine('2026-12-24'), nine('2026-11-24')],
    ['moves into the past', '2026-12-24', '2026-11-20', nine('2026-12-24'), undefined],
    ['goes', '2026-12-24', null, nine('2026-12-24'), undefined],
    ['stays', '2026-12-24', '2026-12-24', nine('2026-12-24'), nine('2026-12-24')],
    [
      'is due, and nobody looked yet',
      '2026-11-23',
      '2026-11-23',
      nine('2026-11-23'),
      nine('2026-11-23'),
    ],
    ['comes in that very instant, and stays', '2026-11-23T12:00Z', '2026-11-23T12:00Z', NOON, NOON],
    ['is due, and moves on', '2026-11-23', '2026-11-24', nine('2026-11-23'), nine('2026-11-24')],
    ['is due, and moves back', '2026-11-23', '2026-11-22', nine('2026-11-23'), undefined],
  ])('by which a date %s', (_, before, now, due, next) => {
    expect(after(onDate, state(before), state(now), due).next).toBe(next);
  });

  test.each<[string, Json, Json, number | undefined, number | undefined]>([
    ['comes in', null, 1, undefined, nine('2026-11-30')],
    ['goes out', 1, null, nine('2026-11-30'), undefined],
    ['stays in', 1, 2, nine('2026-11-30'), nine('2026-11-30')],
    ['is due', 1, 2, nine('2026-11-23'), nine('2026-11-23')],
    ['is due, and goes out', 1, null, nine('2026-11-23'), undefined],
    ['comes in after that hour', null, 1, nine('2026-11-23'), nine('2026-11-30')],
  ])('by which a customer of a schedule %s', (_, before, now, due, next) => {
    expect(after(every(), state(before), state(now), due).next).toBe(next);
  });

  const told = { [INSIDE]: { since: 5, told: true } };
  const untold = { [INSIDE]: { since: 5, told: false } };
  test.each<[string, FactStates, FactStates, FactStates | undefined, number | undefined]>([
    ['comes in', {}, { value: 1 }, { [INSIDE]: { since: NOON, told: false } }, NOON],
    ['stays outside', {}, {}, undefined, undefined],
    ['stays inside', { value: 1, ...told }, { value: 2, ...told }, undefined, undefined],
    ['is yet to be told of', { value: 1, ...untold }, { value: 2, ...untold }, undefined, 5],
    ['goes out', { value: 1, ...told }, { ...told }, { [INSIDE]: null }, undefined],
    ['goes out untold', { value: 1, ...untold }, { ...untold }, { [INSIDE]: null }, undefined],
  ])('by which a customer %s of a segment', (_, before, states, keep, next) => {
    const looked = after(entered('valued'), before, states);
    expect(looked).toEqual({ next, ...(keep && { keep }) });
  });

  test('before which time had taken them out, brings a customer in anew', () => {
    const inside = { [INSIDE]: { since: 5, told: true } };
    const looked = after(
      entered('early'),
      { until: NOON - 1, ...inside },
      { until: NOON + DAY, ...inside },
    );
    expect(looked).toEqual({ next: NOON, keep: { [INSIDE]: { since: NOON, told: false } } });
  });

  test('that finds two customers to be one tells of no segment that one of them was told of', () => {
    const states = { value: 1, [INSIDE]: { since: 5, told: true } };
    expect(after(entered('valued'), undefined, states)).toEqual({ next: undefined });
  });
});

describe('a look that is due', () => {
  const look = (one: KeyedTrigger, states: FactStates, due: number, now = NOON, zone = 'UTC') =>
    lookWhenDue(one, known(states, zone), due, now);

  test('tells of a silence, once by its newest event', () => {
    const newest = NOON - 91 * DAY;
    expect(look(inactive, { [lastOf('A')]: newest, [lastOf('B')]: 1 }, NOON - DAY)).toEqual({
      tell: {
        id: String(newest),
        properties: { event: 'A', since: new Date(newest).toISOString() },
      },
    });
  });

  test('finds who is not silent any more, and looks when they would be', () => {
    expect(look(inactive, { [lastOf('A')]: NOON }, NOON)).toEqual({ next: NOON + 90 * DAY });
    expect(look(inactive, {}, NOON)).toEqual({});
  });

  test('tells of a date that is reached, and of none that moved away meanwhile', () => {
    expect(look(onDate, state('2026-11-23'), nine('2026-11-23'))).toEqual({
      tell: { id: '2026-11-23', properties: { fact: 'value', date: '2026-11-23' } },
    });
    expect(look(onDate, state('2026-11-25'), nine('2026-11-23'))).toEqual({
      next: nine('2026-11-25'),
    });
    expect(look(onDate, {}, nine('2026-11-23'))).toEqual({});
  });

  test('tells of a birthday by its year, and looks in the next', () => {
    expect(look(birthday, state('1990-11-23'), nine('2026-11-23'))).toEqual({
      tell: { id: '2026-11-23', properties: { fact: 'value', date: '2026-11-23' } },
      next: nine('2027-11-23'),
    });
  });

  test('tells of each of the dates that a fact turns to', () => {
    const days = ['2026-11-23T09:00:00Z', '2026-11-23T15:00:00Z'];
    const next = keyed({ kind: 'onDate', fact: 'next' });
    const [first = '', second = ''] = days;
    expect(look(next, { next: days }, Date.parse(first))).toEqual({
      tell: { id: first, properties: { fact: 'next', date: first } },
      next: Date.parse(second),
    });
    expect(look(next, { next: days }, Date.parse(second), Date.parse(second))).toEqual({
      tell: { id: second, properties: { fact: 'next', date: second } },
    });
  });

  test('tells of the last of several dates that a fact turned to while nobody looked', () => {
    const days = ['2026-11-23T09:00:00Z', '2026-11-23T10:30:00Z', '2026-11-24T09:00:00Z'];
    const next = keyed({ kind: 'onDate', fact: 'next' });
    const [first = '', second = '', third = ''] = days;
    expect(look(next, { next: days }, Date.parse(first))).toEqual({
      tell: { id: second, properties: { fact: 'next', date: second } },
      next: Date.parse(third),
    });
  });

  test('tells of a day of a schedule who is in the segment then', () => {
    const due = nine('2026-11-23');
    const at = new Date(due).toISOString();
    expect(look(every(), state(1), due)).toEqual({
      tell: { id: '2026-11-23', properties: { at } },
      next: nine('2026-11-30'),
    });
    expect(look(every(), {}, due)).toEqual({});
  });

  test('tells of the last of several days on which nobody looked', () => {
    const { tell, next } = look(every(), state(1), nine('2026-10-05'));
    expect(tell?.id).toBe('2026-11-23');
    expect(next).toBe(nine('2026-11-30'));
  });

  test('finds who came into a schedule’s segment by time, and tells of their next day', () => {
    expect(look(every('late'), { until: NOON }, NOON)).toEqual({ next: nine('2026-11-30') });
  });

  test('by an older clock waits for the day where the customer is now', () => {
    const due = nine('2026-11-23');
    const zone = 'America/New_York';
    expect(look(every(), state(1), due, due + HOUR, zone)).toEqual({ next: due + 5 * HOUR });
    expect(look(onDate, state('2026-11-23'), due, due + HOUR, zone)).toEqual({
      next: due + 5 * HOUR,
    });
  });

  test('tells of a day by its date there, so that a move brings none of them twice', () => {
    const berlin = look(every(), state(1), nine('2026-11-23') - HOUR, NOON, 'Europe/Berlin');
    const york = look(
      every(),
      state(1),
      nine('2026-11-23') + 5 * HOUR,
      NOON + DAY,
      'America/New_York',
    );
    expect(york.tell?.id).toBe(berlin.tell?.id);
  });

  test('tells who came in of it, once', () => {
    const untold = { value: 1, [INSIDE]: { since: 5, told: false } };
    expect(look(entered('valued'), untold, 5)).toEqual({
      tell: { id: '5', properties: { segment: 'valued' } },
      keep: { [INSIDE]: { since: 5, told: true } },
    });
    expect(look(entered('valued'), { ...untold, [INSIDE]: { since: 5, told: true } }, 5)).toEqual(
      {},
    );
  });

  test('finds who came in by time, as of when that was', () => {
    expect(look(entered('late'), { until: NOON - HOUR }, NOON - HOUR)).toEqual({
      tell: { id: String(NOON - HOUR), properties: { segment: 'late' } },
      keep: { [INSIDE]: { since: NOON - HOUR, told: true } },
    });
  });

  test('finds who went out by time, so that they may come again', () => {
    const states = { until: NOON, [INSIDE]: { since: 5, told: true } };
    expect(look(entered('early'), states, NOON)).toEqual({ keep: { [INSIDE]: null } });
  });

  test('tells nothing of who left before anyone looked', () => {
    const states = { [INSIDE]: { since: 5, told: false } };
    expect(look(entered('valued'), states, 5)).toEqual({ keep: { [INSIDE]: null } });
  });
});

describe('whatever comes', () => {
  const days = fc.integer({ min: 0, max: 30 }).map((day) => NOON + day * DAY);
  // Events come an hour after any date: at the very instant, whether it moves is what counts.
  const events = days.map((day) => day + HOUR);
  const moves = fc.array(fc.record({ at: events, date: fc.option(days) }), { maxLength: 12 });

  test('a date is told of once, when it is reached, whenever anyone looks', () => {
    const trigger = keyed({ kind: 'onDate', fact: 'value' });
    fc.assert(
      fc.property(moves, fc.integer({ min: HOUR, max: 5 * DAY }), (some, pace) => {
        const sorted = [...some].sort((a, b) => a.at - b.at);
        let states = state(null);
        let due: number | undefined;
        const told: string[] = [];
        const sweep = (now: number): void => {
          if (due === undefined || due > now) return;
          const looked = lookWhenDue(trigger, known(states), due, now);
          if (looked.tell) told.push(looked.tell.id);
          due = looked.next;
        };
        const expected = new Set<string>();
        sorted.forEach(({ at, date }, index) => {
          const before = states;
          states = state(date === null ? null : new Date(date).toISOString());
          due = lookAfterEvent(trigger, { known: known(states), before }, due, at).next;
          const until = sorted[index + 1]?.at ?? at + 100 * DAY;
          // Looks come at their own pace, and once more just before the next event.
          for (let now = at; now < until; now += pace) sweep(now);
          sweep(until - 1);
          const isReached = date !== null && date > at && date < until;
          if (isReached) expected.add(new Date(date).toISOString());
        });
        expect(told).toEqual([...expected]);
      }),
      { numRuns: 200 },
    );
  });

  test('each way into a segment is told of once, and who stays is not', () => {
    const trigger = entered('valued');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 20 }), (steps) => {
        let states: FactStates = {};
        let due: number | undefined;
        let now = NOON;
        const told: string[] = [];
        let ways = 0;
        let isIn = false;
        let isCounted = true;
        for (const [inside, isLooked] of steps) {
          now += HOUR;
          const before = states;
          states = { ...states, value: inside ? 1 : null };
          const looked = lookAfterEvent(trigger, { known: known(states), before }, due, now);
          states = { ...states, ...looked.keep };
          due = looked.next;
          if (inside && !isIn) isCounted = false;
          isIn = inside;
          if (!isLooked) continue;
          if (isIn && !isCounted) ways++;
          isCounted = true;
          if (due === undefined || due > now) continue;
          const found = lookWhenDue(trigger, known(states), due, now);
          states = { ...states, ...found.keep };
          due = found.next;
          if (found.tell) told.push(found.tell.id);
        }
        expect(new Set(told).size).toBe(ways);
        expect(told).toHaveLength(ways);
      }),
    );
  });
});
