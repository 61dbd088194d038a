import { Temporal } from '@js-temporal/polyfill';
import fc from 'fast-check';
import { DAY, type Trigger } from '../../engine';
import { dateAfter, lastBetween, tickAfter, type Occurrence } from '../../gate/occurrences';

const at = (text: string): number => Date.parse(text);
const onDate = (shift: object = {}) => ({ kind: 'onDate', fact: 'day', ...shift }) as const;
const every = (days: Extract<Trigger, { kind: 'every' }>['days'], clock: string = '09:00') =>
  ({ kind: 'every', days, at: clock as never, in: 'all' }) as const;
const local = ({ at: instant }: Occurrence, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .toString({ smallestUnit: 'minute', timeZoneName: 'never' });
const shown = (occurrence: Occurrence | undefined, zone: string): string =>
  occurrence ? `${local(occurrence, zone)} ${occurrence.id}` : 'never';

describe('a date', () => {
  it.each([
    // a bare date is that day where the customer is
    ['2026-05-17', {}, 'Asia/Kolkata', '2026-01-01T00:00Z', '2026-05-17T00:00+05:30 2026-05-17'],
    [
      '2026-05-17',
      { at: '09:00' },
      'UTC',
      '2026-01-01T00:00Z',
      '2026-05-17T09:00+00:00 2026-05-17',
    ],
    [
      '2026-05-17',
      { at: '09:00', before: '3 days' },
      'America/New_York',
      '2026-01-01T00:00Z',
      '2026-05-14T09:00-04:00 2026-05-17',
    ],
    // an instant is that instant everywhere
    [
      '2026-05-17T10:00:00Z',
      { before: '90 minutes' },
      'Asia/Tokyo',
      '2026-01-01T00:00Z',
      '2026-05-17T17:30+09:00 2026-05-17T10:00:00Z',
    ],
    // what has come does not come again
    ['2026-05-17', {}, 'UTC', '2026-05-17T00:00Z', 'never'],
    ['2026-05-17', {}, 'UTC', '2026-05-16T23:59Z', '2026-05-17T00:00+00:00 2026-05-17'],
    ['2020-05-17', { at: '09:00' }, 'UTC', '2026-01-01T00:00Z', 'never'],
    // a gap: as much later as it is long; an overlap: the first of the two
    [
      '2026-03-29',
      { at: '02:30' },
      'Europe/Berlin',
      '2026-01-01T00:00Z',
      '2026-03-29T03:30+02:00 2026-03-29',
    ],
    [
      '2026-10-25',
      { at: '02:30' },
      'Europe/Berlin',
      '2026-01-01T00:00Z',
      '2026-10-25T02:30+02:00 2026-10-25',
    ],
    // what is no date
    ['soon', {}, 'UTC', '2026-01-01T00:00Z', 'never'],
    ['2026-02-30', {}, 'UTC', '2026-01-01T00:00Z', 'never'],
    ['+275760-09-13', { every: 'year' }, 'UTC', '2026-01-01T00:00Z', 'never'],
    [7, {}, 'UTC', '2026-01-01T00:00Z', 'never'],
    [undefined, {}, 'UTC', '2026-01-01T00:00Z', 'never'],
  ])('%s, %j, in %s, comes after %s at %s', (date, shift, zone, after, expected) => {
    const next = dateAfter(onDate(shift), date, { zone, hours: true }, at(after));
    expect(shown(next, zone)).toBe(expected);
  });

  it.each([
    ['1990-05-17', { at: '09:00' }, '2026-05-17T08:59Z', '2026-05-17T09:00+00:00 2026-05-17'],
    ['1990-05-17', { at: '09:00' }, '2026-05-17T09:00Z', '2027-05-17T09:00+00:00 2027-05-17'],
    // the date itself counts, and nothing before it
    ['2030-05-17', { at: '09:00' }, '2026-01-01T00:00Z', '2030-05-17T09:00+00:00 2030-05-17'],
    // 29 February is the 28th in a year that has none
    ['1996-02-29', {}, '2026-01-01T00:00Z', '2026-02-28T00:00+00:00 2026-02-28'],
    ['1996-02-29', {}, '2027-03-01T00:00Z', '2028-02-29T00:00+00:00 2028-02-29'],
    ['1996-02-29', {}, '2099-03-01T00:00Z', '2100-02-28T00:00+00:00 2100-02-28'],
    // counted back from that year's day
    ['1996-02-29', { before: '1 day' }, '2028-01-01T00:00Z', '2028-02-28T00:00+00:00 2028-02-29'],
    ['1996-02-29', { before: '1 day' }, '2026-01-01T00:00Z', '2026-02-27T00:00+00:00 2026-02-28'],
    ['1990-01-02', { before: '7 days' }, '2026-12-01T00:00Z', '2026-12-26T00:00+00:00 2027-01-02'],
    [
      '1990-05-17',
      { before: '500 days' },
      '2026-01-01T00:00Z',
      '2026-01-02T00:00+00:00 2027-05-17',
    ],
    // an instant keeps its local time of day
    ['2020-03-14T18:30:00Z', {}, '2026-01-01T00:00Z', '2026-03-14T18:30+00:00 2026-03-14T18:30:00'],
    ['0001-01-01', {}, '2026-06-01T00:00Z', '2027-01-01T00:00+00:00 2027-01-01'],
  ])('%s each year, %j, comes after %s at %s', (date, shift, after, expected) => {
    const trigger = onDate({ every: 'year', ...shift });
    const next = dateAfter(trigger, date, { zone: 'UTC', hours: true }, at(after));
    expect(shown(next, 'UTC')).toBe(expected);
  });

  it('is the day as a whole where hours do not exist', () => {
    const next = dateAfter(onDate({ at: '09:00' }), '2026-05-17', { zone: 'UTC', hours: false }, 0);
    expect(shown(next, 'UTC')).toBe('2026-05-17T00:00+00:00 2026-05-17');
  });
});

describe('a schedule', () => {
  it.each([
    ['day', '09:00', 'UTC', '2026-11-23T08:59Z', '2026-11-23T09:00+00:00 2026-11-23'],
    ['day', '09:00', 'UTC', '2026-11-23T09:00Z', '2026-11-24T09:00+00:00 2026-11-24'],
    ['monday', '09:00', 'Asia/Kolkata', '2026-11-24T00:00Z', '2026-11-30T09:00+05:30 2026-11-30'],
    ['weekdays', '09:00', 'UTC', '2026-11-27T09:00Z', '2026-11-30T09:00+00:00 2026-11-30'],
    [
      ['tuesday', 'saturday'],
      '18:00',
      'America/Los_Angeles',
      '2026-11-25T03:00Z',
      '2026-11-28T18:00-08:00 2026-11-28',
    ],
    // a gap: as much later as it is long; an overlap: once
    ['day', '02:30', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T03:30+02:00 2026-03-29'],
    ['day', '02:30', 'Europe/Berlin', '2026-10-24T12:00Z', '2026-10-25T02:30+02:00 2026-10-25'],
    ['day', '02:30', 'Europe/Berlin', '2026-10-25T00:30Z', '2026-10-26T02:30+01:00 2026-10-26'],
    // a gap carries 23:30 past midnight: it is still that day's, and the next one's comes too
    ['day', '23:30', 'America/Nuuk', '2024-03-30T12:00Z', '2024-03-31T00:30-01:00 2024-03-30'],
    ['day', '23:30', 'America/Nuuk', '2024-03-31T01:30Z', '2024-03-31T23:30-01:00 2024-03-31'],
    // a day that never was
    ['day', '09:00', 'Pacific/Apia', '2011-12-29T20:00Z', '2011-12-31T09:00+14:00 2011-12-30'],
  ] as const)('%j at %s in %s comes after %s at %s', (days, clock, zone, after, expected) => {
    const next = tickAfter(every(days, clock), { zone, hours: true }, at(after));
    expect(shown(next, zone)).toBe(expected);
  });

  it('comes at the beginning of the day where hours do not exist', () => {
    const zone = 'America/New_York';
    const next = tickAfter(every('monday'), { zone, hours: false }, at('2026-11-24T00:00Z'));
    expect(shown(next, zone)).toBe('2026-11-30T00:00-05:00 2026-11-30');
  });
});

describe('of what comes again and again', () => {
  const daily = (after: number) => tickAfter(every('day'), { zone: 'UTC', hours: true }, after);

  it('the last is told where nobody looked for long, however long', () => {
    for (const days of [0, 1, 20, 400, 3_000]) {
      const from = at('2026-11-23T09:00Z');
      const upTo = from + days * DAY + 1;
      expect(lastBetween(daily, from, upTo)?.at).toBe(from + days * DAY);
    }
  });

  it('nothing is told between two of them', () => {
    const from = at('2026-11-23T09:01Z');
    expect(lastBetween(daily, from, from + DAY / 2)).toBeUndefined();
  });

  it('one that comes once is found however long ago it was', () => {
    const once = (after: number) =>
      dateAfter(onDate(), '2020-01-01', { zone: 'UTC', hours: true }, after);
    const day = at('2020-01-01T00:00Z');
    expect(lastBetween(once, day, day + 4_000 * DAY)?.at).toBe(day);
    expect(lastBetween(once, day + 1, day + 4_000 * DAY)).toBeUndefined();
  });
});

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Nuuk',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Auckland',
];
const zones = fc.constantFrom(...ZONES);
const instants = fc.integer({ min: at('2010-01-01'), max: at('2040-01-01') });
const clocks = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((minute) =>
    [Math.floor(minute / 60), minute % 60].map((part) => `${part}`.padStart(2, '0')).join(':'),
  );
const days = fc
  .subarray(['monday', 'wednesday', 'saturday', 'sunday'] as const, { minLength: 1 })
  .map((some) => [...some]);
const dates = fc
  .integer({ min: at('1930-01-01') / DAY, max: at('2045-01-01') / DAY })
  .map((day) => new Date(day * DAY).toISOString().slice(0, 10));

describe('whatever the zone, the day and the hour', () => {
  it('a schedule goes forward, leaves no week out, and comes no two times for one day', () => {
    fc.assert(
      fc.property(zones, clocks, days, instants, (zone, clock, on, start) => {
        const ids = new Set<string>();
        let after = start;
        for (let i = 0; i < 8; i++) {
          const next = tickAfter(every(on, clock), { zone, hours: true }, after);
          if (!next) throw new Error('it never ends');
          expect(next.at).toBeGreaterThan(after);
          expect(next.at - after).toBeLessThanOrEqual(9 * DAY);
          ids.add(next.id);
          after = next.at;
        }
        expect(ids.size).toBe(8);
      }),
      { numRuns: 150 },
    );
  });

  it('a birthday comes in each year once: none is left out between an instant and the next', () => {
    fc.assert(
      fc.property(zones, clocks, dates, instants, (zone, clock, date, start) => {
        const trigger = onDate({ every: 'year', at: clock });
        const known = { zone, hours: true };
        const first = dateAfter(trigger, date, known, start);
        const second = first && dateAfter(trigger, date, known, first.at);
        if (!first || !second) throw new Error('it never ends');
        expect(first.at).toBeGreaterThan(start);
        expect(Number(second.id.slice(0, 4)) - Number(first.id.slice(0, 4))).toBe(1);
        const year = Number(first.id.slice(0, 4));
        if (year > Number(date.slice(0, 4))) {
          const before = dateAfter(trigger, date, known, start - 400 * DAY);
          expect(before?.at).toBeLessThanOrEqual(start);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('what is next stays so until it comes', () => {
    fc.assert(
      fc.property(
        zones,
        clocks,
        instants,
        fc.double({ min: 0, max: 1 }),
        (zone, clock, start, part) => {
          const ask = (after: number) =>
            tickAfter(every('day', clock), { zone, hours: true }, after);
          const next = ask(start)?.at ?? 0;
          const between = start + Math.floor((next - 1 - start) * (Number.isNaN(part) ? 0 : part));
          expect(ask(between)?.at).toBe(next);
          expect(ask(start)?.at).toBe(next);
        },
      ),
      { numRuns: 150 },
    );
  });
});
