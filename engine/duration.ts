import { PermanentError } from './thrown';

/** Length of time as an author writes it: `'3 days'`, `'90 minutes'`. Whole or decimal, positive. */
export type Duration = `${number} ${'minute' | 'hour' | 'day' | 'week'}${'' | 's'}`;

/** Wall-clock time, 24 h, `'09:00'`. */
export type Clock = `${number}:${number}`;

export type Weekday =
  'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
export type Days = Weekday | 'weekdays' | readonly Weekday[];

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const UNITS = { minute: MINUTE, hour: HOUR, day: DAY, week: 7 * DAY } as const;
const PATTERN = /^(\d{1,6}(?:\.\d{1,3})?) (minute|hour|day|week)s?$/;
const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)$/;
const LONGEST = 3_660 * DAY;

/**
 * @returns milliseconds, more than 0 and at most ten years
 * @throws PermanentError `DURATION_INVALID`
 */
export function parseDuration(text: string): number {
  const match = PATTERN.exec(text);
  const ms = match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : Number.NaN;
  if (!(ms > 0 && ms <= LONGEST)) throw new PermanentError('DURATION_INVALID', { value: text });
  return Math.round(ms);
}

/**
 * Whole calendar days in a duration, for waits that end at a wall-clock time.
 * @throws PermanentError `DURATION_INVALID` when it is not whole days
 */
export function calendarDays(text: string): number {
  const days = parseDuration(text) / DAY;
  if (!Number.isInteger(days)) throw new PermanentError('DURATION_INVALID', { value: text });
  return days;
}

/**
 * @returns minutes since midnight, 0 to 1439
 * @throws PermanentError `CLOCK_INVALID`
 */
export function parseClock(text: string): number {
  const match = CLOCK.exec(text);
  if (!match) throw new PermanentError('CLOCK_INVALID', { value: text });
  return Number(match[1]) * 60 + Number(match[2]);
}

/** Below a minute a day hours do not exist, and a time of day is the day. @param factor - virtual ms per real ms */
export const hasHours = (factor: number): boolean => DAY / factor >= MINUTE;
