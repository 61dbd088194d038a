import fc from 'fast-check';
import { DAY, HOUR, MINUTE, calendarDays, parseClock, parseDuration } from '../../engine';

describe('durations', () => {
  test.each([
    ['1 minute', MINUTE],
    ['90 minutes', 90 * MINUTE],
    ['1 hour', HOUR],
    ['1.5 hours', 90 * MINUTE],
    ['1 day', DAY],
    ['7 days', 7 * DAY],
    ['2 weeks', 14 * DAY],
    ['3660 days', 3_660 * DAY],
    ['0.001 minutes', 60],
  ])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each([
    '',
    '3',
    'days',
    '3 dyas',
    '-3 days',
    '0 days',
    '0.0 hours',
    '1e3 days',
    '1e9 days',
    '3661 days',
    '1000000 days',
    ' 3 days',
    '3 days ',
    '3  days',
    '3days',
    '1.2345 days',
    '1,5 days',
    '3 months',
    '３ days',
    'Infinity days',
    'NaN days',
  ])('%j is refused by code and with its value', (text) =>
    expect(() => parseDuration(text)).toThrow(
      expect.objectContaining({ code: 'DURATION_INVALID', details: { value: text } }),
    ),
  );

  test('every whole number of a unit up to ten years is its product', () => {
    const units = [
      ['minute', MINUTE],
      ['hour', HOUR],
      ['day', DAY],
      ['week', 7 * DAY],
    ] as const;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 520 }),
        fc.constantFrom(...units),
        fc.constantFrom('', 's'),
        (count, [unit, ms], plural) =>
          expect(parseDuration(`${count} ${unit}${plural}`)).toBe(count * ms),
      ),
    );
  });

  test('any text is either a positive length of at most ten years or refused by code', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^-?[\d.e]{1,9} [a-z]{3,7}$/)),
        (text) => {
          let ms: number;
          try {
            ms = parseDuration(text);
          } catch (error) {
            expect(error).toMatchObject({ code: 'DURATION_INVALID' });
            return;
          }
          expect(ms).toBeGreaterThan(0);
          expect(ms).toBeLessThanOrEqual(3_660 * DAY);
        },
      ),
    );
  });
});

describe('calendar days', () => {
  test.each([
    ['2 days', 2],
    ['48 hours', 2],
    ['1 week', 7],
  ])('%s is %d days', (text, days) => expect(calendarDays(text)).toBe(days));

  test.each(['1.5 days', '36 hours', '90 minutes'])('%s is not whole days and is refused', (text) =>
    expect(() => calendarDays(text)).toThrow(expect.objectContaining({ code: 'DURATION_INVALID' })),
  );
});

describe('times of day', () => {
  test.each([
    ['00:00', 0],
    ['09:00', 540],
    ['23:59', 1_439],
  ])('%s is minute %d', (text, minute) => expect(parseClock(text)).toBe(minute));

  test.each(['9:00', '24:00', '25:99', '12:60', '0900', '', '09:00:00', ' 09:00'])(
    '%j is refused by code',
    (text) =>
      expect(() => parseClock(text)).toThrow(expect.objectContaining({ code: 'CLOCK_INVALID' })),
  );

  test('every minute of the day is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_439 }), (minute) => {
        const two = (value: number): string => String(value).padStart(2, '0');
        expect(parseClock(`${two(Math.floor(minute / 60))}:${two(minute % 60)}`)).toBe(minute);
      }),
    );
  });
});
