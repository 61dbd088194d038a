import { Temporal } from '@js-temporal/polyfill';
import fc from 'fast-check';
import { DAY, HOUR, MINUTE } from '../../engine';
import { checkZone, dateInZone, monthOf, waitUntilLocal } from '../../gate';

const at = (text: string): number => Date.parse(text);
const local = (instant: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .toString({ smallestUnit: 'minute', timeZoneName: 'never' });

describe('a wait of calendar days', () => {
  it.each([
    // a plain day, in three zones
    ['2026-03-10T12:00Z', 2, '09:00', undefined, 'Europe/Berlin', '2026-03-12T09:00+01:00'],
    ['2026-03-10T23:30Z', 1, '09:00', undefined, 'Asia/Kolkata', '2026-03-12T09:00+05:30'],
    ['2026-03-10T03:00Z', 1, '09:00', undefined, 'America/Los_Angeles', '2026-03-10T09:00-07:00'],
    // over the change: the wall clock stays
    ['2026-03-28T08:00Z', 1, '09:00', undefined, 'Europe/Berlin', '2026-03-29T09:00+02:00'],
    ['2026-10-24T07:00Z', 1, '09:00', undefined, 'Europe/Berlin', '2026-10-25T09:00+01:00'],
    // a gap: as much later as it is long
    ['2026-03-28T08:00Z', 1, '02:30', undefined, 'Europe/Berlin', '2026-03-29T03:30+02:00'],
    ['2026-10-03T00:00Z', 1, '02:15', undefined, 'Australia/Lord_Howe', '2026-10-04T02:45+11:00'],
    // an overlap: the first of the two
    ['2026-10-24T08:00Z', 1, '02:30', undefined, 'Europe/Berlin', '2026-10-25T02:30+02:00'],
    // a gap at midnight: the day begins at one
    ['2018-11-03T12:00Z', 1, '00:00', undefined, 'America/Sao_Paulo', '2018-11-04T01:00-02:00'],
    // a day that never was
    ['2011-12-29T12:00Z', 1, '09:00', undefined, 'Pacific/Apia', '2011-12-31T09:00+14:00'],
    ['2011-12-29T12:00Z', 1, '09:00', 'weekdays', 'Pacific/Apia', '2012-01-02T09:00+14:00'],
    // named days: the first from there on
    ['2026-03-12T12:00Z', 2, '09:00', 'weekdays', 'Europe/Berlin', '2026-03-16T09:00+01:00'],
    ['2026-03-12T12:00Z', 1, '09:00', 'weekdays', 'Europe/Berlin', '2026-03-13T09:00+01:00'],
    ['2026-03-12T12:00Z', 1, '09:00', 'thursday', 'Europe/Berlin', '2026-03-19T09:00+01:00'],
    [
      '2026-03-12T12:00Z',
      1,
      '09:00',
      ['sunday', 'tuesday'],
      'Europe/Berlin',
      '2026-03-15T09:00+01:00',
    ],
    // a gap carries 23:30 into Sunday, and the day that counts is the one it falls on
    ['2024-03-29T12:00Z', 1, '23:30', undefined, 'America/Nuuk', '2024-03-31T00:30-01:00'],
    ['2024-03-29T12:00Z', 1, '23:30', 'saturday', 'America/Nuuk', '2024-04-06T23:30-01:00'],
  ] as const)(
    'from %s, %i days on at %s, on %s, in %s, ends at %s',
    (now, days, clock, on, zone, end) => {
      const rule = { at: clock, ...(on && { on }) };
      expect(local(waitUntilLocal(at(now), days, rule, zone), zone)).toBe(end);
    },
  );

  it('of no day is today while that time is ahead, and tomorrow once it is past', () => {
    const noon = at('2026-03-10T12:00Z');
    expect(waitUntilLocal(noon, 0, { at: '12:00' }, 'UTC')).toBe(noon);
    expect(waitUntilLocal(noon, 0, { at: '11:59' }, 'UTC')).toBe(noon + DAY - MINUTE);
  });

  it('without a time of day keeps the present one', () => {
    const now = at('2026-03-28T15:20Z');
    expect(local(waitUntilLocal(now, 1, {}, 'Europe/Berlin'), 'Europe/Berlin')).toBe(
      '2026-03-29T16:20+02:00',
    );
  });
});

const WEEK = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Nuuk',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Antarctica/Troll',
);
/** Any minute of twenty years, and the minutes about every change of the clocks. */
const moments = fc.oneof(
  fc.integer({ min: at('2010-01-01T00:00Z') / MINUTE, max: at('2030-01-01T00:00Z') / MINUTE }),
  fc
    .tuple(
      fc.constantFrom(
        '2026-03-29T01:00Z',
        '2026-10-25T01:00Z',
        '2026-03-08T07:00Z',
        '2018-11-04T03:00Z',
      ),
      fc.integer({ min: -3000, max: 3000 }),
    )
    .map(([change, minutes]) => at(change) / MINUTE + minutes),
);
const clocks = fc
  .integer({ min: 0, max: 1439 })
  .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
const someDays = fc.oneof(
  fc.constant(undefined),
  fc.constant('weekdays' as const),
  fc.constantFrom(...WEEK),
  fc.subarray([...WEEK], { minLength: 1 }),
);

describe('whatever the zone, the clock and the days', () => {
  it('a wait ends ahead, at that wall clock unless a gap left it out, on an allowed day', () => {
    fc.assert(
      fc.property(
        moments,
        fc.integer({ min: 0, max: 40 }),
        clocks,
        someDays,
        zones,
        (minute, days, clock, on, zone) => {
          const now = minute * MINUTE;
          const end = waitUntilLocal(now, days, { at: clock, ...(on && { on }) }, zone);
          const moment = Temporal.Instant.fromEpochMilliseconds(end).toZonedDateTimeISO(zone);
          const day = WEEK[moment.dayOfWeek - 1];
          const allowed = on === 'weekdays' ? WEEK.slice(0, 5) : on;
          expect(end).toBeGreaterThanOrEqual(now);
          if (allowed !== undefined) expect([allowed].flat()).toContain(day);
          if (moment.toPlainTime().toString({ smallestUnit: 'minute' }) !== clock) {
            // Only a gap may move it: just before, the offset was another.
            const before = moment.subtract({ hours: 25 }).offsetNanoseconds;
            expect(before).not.toBe(moment.offsetNanoseconds);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('without named days a wait ends on the day it says, or the next where a gap is in between', () => {
    fc.assert(
      fc.property(
        moments,
        fc.integer({ min: 1, max: 40 }),
        clocks,
        zones,
        (minute, days, clock, zone) => {
          const now = minute * MINUTE;
          const start = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
          const end = waitUntilLocal(now, days, { at: clock }, zone);
          const date = Temporal.Instant.fromEpochMilliseconds(end)
            .toZonedDateTimeISO(zone)
            .toPlainDate();
          const more = start.toPlainDate().add({ days }).until(date).days;
          expect([0, 1]).toContain(more);
          if (more === 1) expect(zone === 'Pacific/Apia' || zone === 'America/Nuuk').toBe(true);
        },
      ),
      { numRuns: 600 },
    );
  });
});

describe('a date', () => {
  it.each([
    ['2026-05-17', {}, 'Asia/Kolkata', '2026-05-17T00:00+05:30'],
    ['2026-05-17', { at: '10:00' }, 'America/New_York', '2026-05-17T10:00-04:00'],
    ['2026-03-30', { before: '1 day' }, 'Europe/Berlin', '2026-03-29T00:00+01:00'],
    ['2026-03-30', { before: '2 days', at: '10:00' }, 'Europe/Berlin', '2026-03-28T10:00+01:00'],
    ['2026-03-30', { before: '90 minutes' }, 'Europe/Berlin', '2026-03-29T22:30+02:00'],
    ['2018-11-04', {}, 'America/Sao_Paulo', '2018-11-04T01:00-02:00'],
    // without an offset it is the customer's own clock
    ['2026-05-17T20:00', {}, 'Asia/Tokyo', '2026-05-17T20:00+09:00'],
    // an instant is the same everywhere; its day is the customer's
    ['2026-05-17T22:00:00Z', {}, 'Asia/Tokyo', '2026-05-18T07:00+09:00'],
    ['2026-05-17T22:00:00Z', { at: '09:00' }, 'Asia/Tokyo', '2026-05-18T09:00+09:00'],
    [
      '2026-05-17T22:00:00+02:00',
      { before: '15 minutes' },
      'Europe/Berlin',
      '2026-05-17T21:45+02:00',
    ],
    [
      '2026-05-17T15:00:00Z',
      { before: '1 day', at: '10:00' },
      'Europe/Berlin',
      '2026-05-16T10:00+02:00',
    ],
    // exact hours over the change, calendar days with a time of day
    ['2026-03-29T10:00:00+02:00', { before: '1 day' }, 'Europe/Berlin', '2026-03-28T09:00+01:00'],
    // named days: later, but with `before` earlier, so that it stays before
    ['2026-05-16', { at: '09:00', on: 'weekdays' }, 'UTC', '2026-05-18T09:00+00:00'],
    [
      '2026-05-17',
      { before: '1 day', at: '09:00', on: 'weekdays' },
      'UTC',
      '2026-05-15T09:00+00:00',
    ],
  ] as const)('%s with %j in %s is %s', (date, shift, zone, expected) => {
    expect(local(dateInZone(date, shift, zone), zone)).toBe(expected);
  });

  it.each(['tomorrow', '17.05.2026', '2026-02-30', '2026-05-17T25:00', ''])(
    '%j is refused by name',
    (date) => {
      expect(() => dateInZone(date, {}, 'UTC')).toThrow(
        expect.objectContaining({ code: 'DATE_INVALID' }) as Error,
      );
    },
  );

  it('as a bare day begins at the same calendar day in every zone', () => {
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 6000 }), (zone, days) => {
        const date = new Date(at('2013-01-01T00:00Z') + days * DAY).toISOString().slice(0, 10);
        expect(local(dateInZone(date, {}, zone), zone).slice(0, 10)).toBe(date);
      }),
    );
  });
});

it.each(['Mars/Olympus', '', 'Berlin', '+25:00', '+05:00', '-05:00', '+05'])(
  'zone %j is refused by name',
  (zone) => {
    const code = expect.objectContaining({ code: 'ZONE_UNKNOWN' }) as Error;
    expect(() => checkZone(zone)).toThrow(code);
    expect(() => waitUntilLocal(0, 1, { at: '09:00' }, zone)).toThrow(code);
    expect(() => dateInZone('2026-05-17', {}, zone)).toThrow(code);
  },
);

it('a month of a budget is counted in UTC', () => {
  expect(monthOf(at('2026-11-30T23:59:59.999Z'))).toBe('2026-11');
  expect(monthOf(at('2026-11-30T23:59:59.999Z') + 1)).toBe('2026-12');
  expect(monthOf(at('2026-12-01T00:30:00+01:00') + HOUR)).toBe('2026-12');
});
