import { Temporal } from '@js-temporal/polyfill';
import { DAY, PermanentError, parseClock, parseDuration, type Days, type Instant } from '../engine';

/** Local wall clock: at that time of day, on one of those days. */
export interface LocalRule {
  readonly at?: string;
  readonly on?: Days;
}

const WEEK = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
const BARE_DATE = /^\d{4}-\d{2}-\d{2}$/;
const WITH_OFFSET = /(?:[zZ]|[+-]\d{2}(?::?\d{2})?)$/;

/** `+05:00`: a difference is no zone, and not everything that tells the time takes it for one. */
const OFFSET = /^[+-]/;

/**
 * @returns the zone itself
 * @throws PermanentError `ZONE_UNKNOWN`
 */
export function checkZone(zone: string): string {
  try {
    if (OFFSET.test(zone)) throw new RangeError(zone);
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return zone;
  } catch {
    throw new PermanentError('ZONE_UNKNOWN', { zone });
  }
}

/** The customer's zone where it is one: clients also send what is none. */
export function zoneOr(zone: string | null, fallback: string): string {
  if (zone === null) return fallback;
  try {
    return checkZone(zone);
  } catch {
    return fallback;
  }
}

/** The month of an instant in UTC, `'2026-11'`. */
export const monthOf = (instant: Instant): string => new Date(instant).toISOString().slice(0, 7);

const zoned = (instant: Instant, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(checkZone(zone));

function isAllowed(date: Temporal.PlainDate, on: Days | undefined): boolean {
  if (on === undefined) return true;
  if (on === 'weekdays') return date.dayOfWeek <= 5;
  const day = WEEK[date.dayOfWeek - 1];
  return day !== undefined && (on === day || on.includes(day));
}

/**
 * A wall-clock time on a date in a zone. A time that a gap leaves out (clocks go forward) is as
 * much later as the gap is long; a time that comes twice (clocks go back) is the first of the two;
 * so is, where a zone leaves out a whole day, the same time of the next day.
 */
function atWallClock(
  date: Temporal.PlainDate,
  time: Temporal.PlainTime,
  zone: string,
): Temporal.ZonedDateTime {
  return date.toZonedDateTime({ timeZone: checkZone(zone), plainTime: time });
}

const timeOf = (clock: string): Temporal.PlainTime => {
  const minutes = parseClock(clock);
  return new Temporal.PlainTime(Math.floor(minutes / 60), minutes % 60);
};

/**
 * The first allowed day from `date` on, forward or back. The day that counts is the one that the
 * result falls on: a gap can carry a late hour into the next day.
 */
function onAllowedDay(
  date: Temporal.PlainDate,
  time: Temporal.PlainTime,
  on: Days | undefined,
  zone: string,
  direction: 1 | -1,
): Temporal.ZonedDateTime {
  for (let moved = 0; moved <= 14; moved++) {
    const moment = atWallClock(date.add({ days: moved * direction }), time, zone);
    if (isAllowed(moment.toPlainDate(), on)) return moment;
  }
  throw new PermanentError('DATE_INVALID', { value: `no day of ${String(on)}` });
}

/**
 * So many calendar days on in the zone: at `at`, or at this same time of day; on one of the days
 * `on`, later where need be. Never before `now`.
 * @param days - whole calendar days, 0 or more
 * @throws PermanentError `ZONE_UNKNOWN`, `CLOCK_INVALID`
 */
export function waitUntilLocal(
  now: Instant,
  days: number,
  local: LocalRule,
  zone: string,
): Instant {
  const start = zoned(now, zone);
  const time = local.at === undefined ? start.toPlainTime() : timeOf(local.at);
  for (let more = 0; ; more++) {
    const date = start.toPlainDate().add({ days: days + more });
    const moment = onAllowedDay(date, time, local.on, zone, 1).epochMilliseconds;
    if (moment >= now) return moment;
  }
}

interface Meant {
  readonly moment: Temporal.ZonedDateTime;
  /** No time of day was given: it is the customer's day as a whole. */
  readonly wholeDay: boolean;
}

/** Reads a date, a local date and time, or an instant. */
function meant(date: string, zone: string): Meant {
  checkZone(zone);
  try {
    if (BARE_DATE.test(date)) {
      return { moment: Temporal.PlainDate.from(date).toZonedDateTime(zone), wholeDay: true };
    }
    const moment = WITH_OFFSET.test(date)
      ? Temporal.Instant.from(date).toZonedDateTimeISO(zone)
      : Temporal.PlainDateTime.from(date).toZonedDateTime(zone);
    return { moment, wholeDay: false };
  } catch {
    throw new PermanentError('DATE_INVALID', { value: date });
  }
}

/**
 * The instant that a date means for a customer. A bare date is that day in the zone, from its first
 * moment; a date and time without offset is local; one with an offset is that instant.
 * - `before`: so much earlier; whole days are calendar days where the day counts (a bare date, or with `at`), else exact hours.
 * - `at`: at that time of that local day.
 * - `on`: moved to one of these days: later; with `before`, earlier, so that it stays before.
 *
 * The result may lie in the past: the caller knows what that means.
 * @throws PermanentError `DATE_INVALID`, `ZONE_UNKNOWN`, `DURATION_INVALID`, `CLOCK_INVALID`
 */
export function dateInZone(
  date: string,
  shift: LocalRule & { readonly before?: string },
  zone: string,
): Instant {
  const { moment, wholeDay } = meant(date, zone);
  const before = shift.before === undefined ? 0 : parseDuration(shift.before);
  const byDay = (wholeDay || shift.at !== undefined) && before % DAY === 0;
  const shifted = byDay
    ? moment.subtract({ days: before / DAY })
    : moment.subtract({ milliseconds: before });
  if (shift.at === undefined && shift.on === undefined) {
    return byDay && wholeDay ? shifted.startOfDay().epochMilliseconds : shifted.epochMilliseconds;
  }
  const time = shift.at === undefined ? shifted.toPlainTime() : timeOf(shift.at);
  const direction = before > 0 ? -1 : 1;
  return onAllowedDay(shifted.toPlainDate(), time, shift.on, zone, direction).epochMilliseconds;
}

/**
 * The same date so many years on, for `dateInZone`. 29 February is the 28th in a year that has none.
 * @param date - a date, a local date and time, or an instant: then its local date and time in the zone
 * @throws PermanentError `DATE_INVALID`, `ZONE_UNKNOWN`
 */
export function yearsOn(date: string, years: number, zone: string): string {
  const { moment, wholeDay } = meant(date, zone);
  if (years === 0) return date;
  const there = (wholeDay ? moment.toPlainDate() : moment.toPlainDateTime()).add({ years });
  return there.toString();
}

/** A day of a schedule: when it comes, and its date in the zone. */
export interface Tick {
  readonly at: Instant;
  readonly date: string;
}

/** When a day of a schedule comes in a zone: at that local time, or from its first moment on. */
const tickOn = (
  date: Temporal.PlainDate,
  time: Temporal.PlainTime | undefined,
  zone: string,
): Temporal.ZonedDateTime =>
  time ? atWallClock(date, time, zone) : date.toZonedDateTime(checkZone(zone));

/**
 * When the day of that date comes in a zone.
 * @throws PermanentError `ZONE_UNKNOWN`, `CLOCK_INVALID`
 */
export const tickOfDate = (date: string, at: string | undefined, zone: string): Instant =>
  tickOn(Temporal.PlainDate.from(date), at === undefined ? undefined : timeOf(at), zone)
    .epochMilliseconds;

/**
 * The first moment after an instant that is one of these days at that local time; without `at`, the day's first moment.
 * A gap and an overlap as for waits; `date` is the day that was meant, wherever a gap carries its hour.
 * @throws PermanentError `ZONE_UNKNOWN`, `CLOCK_INVALID`
 */
export function nextTick(after: Instant, { at, on }: LocalRule, zone: string): Tick {
  const today = zoned(after, zone).toPlainDate();
  const time = at === undefined ? undefined : timeOf(at);
  // From yesterday on: a gap may have carried its hour into today.
  for (let moved = -1; moved <= 14; moved++) {
    const date = today.add({ days: moved });
    const moment = tickOn(date, time, zone);
    const { epochMilliseconds } = moment;
    if (epochMilliseconds > after && isAllowed(moment.toPlainDate(), on)) {
      return { at: epochMilliseconds, date: date.toString() };
    }
  }
  throw new PermanentError('DATE_INVALID', { value: `no day of ${String(on)}` });
}
