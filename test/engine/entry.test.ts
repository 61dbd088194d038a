import fc from 'fast-check';
import {
  DAY,
  decideEntry,
  isHeldOut,
  perValue,
  startsOn,
  type EarlierEnrollment,
  type JourneySpec,
} from '../../engine';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const spec = (rest: Partial<JourneySpec> = {}): JourneySpec => ({
  id: 'test',
  title: 'Test',
  on: [{ event: 'A' }],
  exit: [],
  holdout: 0,
  ...rest,
});
const earlier = (daysAgo: number, live: boolean, id = `e${daysAgo}`): EarlierEnrollment => ({
  id,
  enteredAt: NOW - daysAgo * DAY,
  live,
});
const decide = (
  of: JourneySpec,
  before: readonly EarlierEnrollment[] = [],
  rest: Partial<Parameters<typeof decideEntry>[1]> = {},
): ReturnType<typeof decideEntry> =>
  decideEntry(of, {
    customer: 'c1',
    properties: { order_id: 'o1' },
    inSegment: true,
    earlier: before,
    now: NOW,
    salt: 's',
    ...rest,
  });

describe('entry rules, row by row', () => {
  const after = { reenter: { after: 180 * DAY } };
  const away = (reason: string): object => ({ status: 'turned away', reason });
  const enter = { status: 'enter' };
  test.each([
    ['once', 'nobody before', {}, [], enter],
    ['once', 'an ended run', {}, [earlier(400, false)], away('already entered once')],
    ['once', 'a live run', {}, [earlier(4, true)], away('already entered once')],
    ['always', 'nobody before', { reenter: 'always' }, [], enter],
    ['always', 'an ended run', { reenter: 'always' }, [earlier(0, false)], enter],
    ['always', 'a live run', { reenter: 'always' }, [earlier(4, true)], away('already in it')],
    ['restart', 'nobody before', { reenter: 'restart' }, [], enter],
    ['restart', 'an ended run', { reenter: 'restart' }, [earlier(1, false)], enter],
    ['restart', 'a live run', { reenter: 'restart' }, [earlier(1, true)], { ...enter, ends: 'e1' }],
    [
      'restart',
      'an ended and a live run',
      { reenter: 'restart' },
      [earlier(9, false), earlier(1, true)],
      { ...enter, ends: 'e1' },
    ],
    ['after 180 days', 'nobody before', after, [], enter],
    ['after 180 days', '180 days since', after, [earlier(180, false)], enter],
    ['after 180 days', '179 days since', after, [earlier(179, false)], away('too soon')],
    [
      'after 180 days',
      'a live run of 200 days',
      after,
      [earlier(200, true)],
      away('already in it'),
    ],
    [
      'after 180 days',
      'one long ago and one just now',
      after,
      [earlier(400, false), earlier(10, false)],
      away('too soon'),
    ],
  ] as [string, string, Partial<JourneySpec>, EarlierEnrollment[], object][])(
    '%s, with %s',
    (_rule, _before, rest, before, expected) =>
      expect(decide(spec(rest), before)).toEqual(expected),
  );

  test('a customer outside the segment is turned away, whatever else holds', () =>
    expect(decide(spec({ only: 'vip' }), [], { inSegment: false })).toEqual(
      away('not in segment'),
    ));

  test('an entry without its per value is turned away', () =>
    expect(decide(spec({ per: 'order_id' }), [], { properties: {} })).toEqual(
      away('no value for per'),
    ));

  test('the per value goes into the decision, also of those turned away', () => {
    expect(decide(spec({ per: 'order_id' }))).toEqual({ status: 'enter', per: 'o1' });
    expect(decide(spec({ per: 'order_id' }), [earlier(1, false)])).toEqual({
      status: 'turned away',
      per: 'o1',
      reason: 'already entered once',
    });
  });

  test('a held-out customer starts no run, and restarts nobody for nothing', () =>
    expect(decide(spec({ holdout: 100 }))).toEqual({ status: 'held out' }));

  test('a re-entry with restart keeps to the arm of the hold-out, and says which run it ends', () => {
    const restarting = spec({ holdout: 100, reenter: 'restart' });
    expect(decide(restarting, [earlier(1, true)])).toEqual({ status: 'held out', ends: 'e1' });
  });

  test('with re-entry after d, one enters if and only if the last entry is d old and over', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ days: fc.nat(400), live: fc.boolean() }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 365 }),
        (before, days) => {
          const rows = before.map((row, i) => earlier(row.days, row.live, `e${i}`));
          const { status } = decide(spec({ reenter: { after: days * DAY } }), rows);
          const free = before.every((row) => !row.live && row.days >= days);
          expect(status).toBe(free ? 'enter' : 'turned away');
        },
      ),
    );
  });
});

describe('the hold-out', () => {
  const share = (journey: string, holdout: number): number => {
    let held = 0;
    for (let i = 0; i < 20_000; i++) {
      if (isHeldOut(spec({ id: journey, holdout }), `customer-${i}`, 'salt')) held++;
    }
    return held / 200;
  };
  test.each([
    [0, 0, 0],
    [5, 4.5, 5.5],
    [50, 49, 51],
    [100, 100, 100],
  ])('%d%% holds out between %d and %d%% of customers', (holdout, low, high) => {
    expect(share('a', holdout)).toBeGreaterThanOrEqual(low);
    expect(share('a', holdout)).toBeLessThanOrEqual(high);
  });

  test('is the same each time for a customer, and falls on others in another journey', () => {
    const held = (journey: string): string[] =>
      Array.from({ length: 2_000 }, (_, i) => `customer-${i}`).filter((customer) =>
        isHeldOut(spec({ id: journey, holdout: 10 }), customer, 'salt'),
      );
    expect(held('a')).toEqual(held('a'));
    const shared = held('a').filter((customer) => held('b').includes(customer));
    expect(shared.length).toBeLessThan(held('a').length / 2);
  });

  test('whoever is held out at a share stays so at a larger one', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(100), fc.nat(100), (customer, a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        if (isHeldOut(spec({ holdout: small }), customer, 's')) {
          expect(isHeldOut(spec({ holdout: large }), customer, 's')).toBe(true);
        }
      }),
    );
  });
});

describe('what starts a journey', () => {
  const inactive = {
    event: 'Customer Inactive',
    trigger: { kind: 'inactive', after: '90 days', of: ['A'] },
  } as const;
  const event = (name: string, properties = {}): { name: string; properties: object } => ({
    name,
    properties,
  });
  test.each([
    ['its event', spec(), event('A'), undefined, true],
    ['another event', spec(), event('B'), undefined, false],
    [
      'its event with the field',
      spec({ on: [{ event: 'A', where: { x: 1 } }] }),
      event('A', { x: 1 }),
      undefined,
      true,
    ],
    [
      'its event with another field',
      spec({ on: [{ event: 'A', where: { x: 1 } }] }),
      event('A', { x: 2 }),
      undefined,
      false,
    ],
    ['one of several', spec({ on: [{ event: 'A' }, { event: 'B' }] }), event('B'), undefined, true],
    [
      "its trigger's event, addressed to it",
      spec({ on: [inactive] }),
      event('Customer Inactive'),
      'test',
      true,
    ],
    [
      "its trigger's event, addressed to another",
      spec({ on: [inactive] }),
      event('Customer Inactive'),
      'other',
      false,
    ],
    [
      "its trigger's event, sent by a client",
      spec({ on: [inactive] }),
      event('Customer Inactive'),
      undefined,
      false,
    ],
    ['its plain event, addressed to it', spec(), event('A'), 'test', false],
  ] as [
    string,
    JourneySpec,
    { name: string; properties: Record<string, never> },
    string | undefined,
    boolean,
  ][])('%s: %#', (_what, of, happened, to, expected) =>
    expect(startsOn(of, happened, to)).toBe(expected),
  );

  test.each([
    [{ order_id: 'o1' }, 'o1'],
    [{ order_id: 0 }, 0],
    [{ order_id: false }, false],
    [{ order_id: null }, undefined],
    [{ order_id: {} }, undefined],
    [{}, undefined],
  ])('the per value of %j is %j', (properties, value) =>
    expect(perValue(spec({ per: 'order_id' }), properties)).toBe(value),
  );
});
