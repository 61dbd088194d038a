import { DAY, type Instant, type Trigger } from '../engine';
import { dateInZone, nextTick, tickOfDate, yearsOn } from './zones';

/** One time at which a date or a schedule comes. `id`: which one it is, wherever the customer goes. */
export interface Occurrence {
  readonly at: Instant;
  readonly id: string;
}

/** Where the customer is, and whether the clock has hours: without them a time of day is the day. */
export interface Local {
  readonly zone: string;
  readonly hours: boolean;
}

type OnDate = Extract<Trigger, { kind: 'onDate' }>;
type Every = Extract<Trigger, { kind: 'every' }>;

interface Found {
  readonly after: Instant;
  readonly next: Occurrence | undefined;
}

const MOST = 10_000;
const found = new Map<string, Found>();

/** Calendars are slow, and dates are asked for with each event of a customer: an answer holds until it has come. */
function remembered(
  key: string,
  after: Instant,
  find: () => Occurrence | undefined,
): Occurrence | undefined {
  const known = found.get(key);
  if (known && known.after <= after && (known.next?.at ?? Infinity) > after) return known.next;
  if (found.size >= MOST) found.clear();
  const next = find();
  found.set(key, { after, next });
  return next;
}

const YEAR = 366 * DAY;

/** When the date of that name comes where the customer is. */
export function dateNamed({ before, at }: OnDate, id: string, { zone, hours }: Local): Instant {
  return dateInZone(id, { ...(before && { before }), ...(at && hours && { at }) }, zone);
}

/** When the day of that name comes where the customer is. */
export const tickNamed = ({ at }: Every, id: string, { zone, hours }: Local): Instant =>
  tickOfDate(id, hours ? at : undefined, zone);

function nextOf(
  trigger: OnDate,
  date: string,
  local: Local,
  after: Instant,
): Occurrence | undefined {
  const { every } = trigger;
  const occurrence = (years: number): Occurrence => {
    const id = yearsOn(date, years, local.zone);
    return { at: dateNamed(trigger, id, local), id };
  };
  const first = occurrence(0);
  if (every === undefined) return first.at > after ? first : undefined;
  if (first.at > after) return first;
  // No year is longer than this: a guess that is never past the one looked for.
  for (let years = Math.max(1, Math.floor((after - first.at) / YEAR)); ; years++) {
    const one = occurrence(years);
    if (one.at > after) return one;
  }
}

/**
 * The next time after an instant that a date comes: once, or each year from the date itself on.
 * @returns `undefined` where it has passed, and for what is no date
 */
export function dateAfter(
  trigger: OnDate,
  date: unknown,
  local: Local,
  after: Instant,
): Occurrence | undefined {
  if (typeof date !== 'string') return undefined;
  const { every, before, at } = trigger;
  const key = JSON.stringify([date, local.zone, local.hours, every, before, at]);
  return remembered(key, after, () => {
    try {
      return nextOf(trigger, date, local, after);
    } catch {
      // The trigger was checked when it was published: it is the date.
      return undefined;
    }
  });
}

/** The next time after an instant that a schedule comes. `id`: its date where the customer is. */
export function tickAfter(
  { days, at }: Every,
  { zone, hours }: Local,
  after: Instant,
): Occurrence | undefined {
  const rule = { ...(days !== 'day' && { on: days }), ...(hours && { at }) };
  return remembered(JSON.stringify([zone, rule]), after, () => {
    const tick = nextTick(after, rule, zone);
    return { at: tick.at, id: tick.date };
  });
}

/**
 * The last of a run of occurrences between two instants, both counted: of several that nobody looked at, one is told.
 * @param next - the first after an instant
 */
export function lastBetween(
  next: (after: Instant) => Occurrence | undefined,
  from: Instant,
  upTo: Instant,
): Occurrence | undefined {
  // Each comes at least once in so long, if it comes again at all.
  for (const after of [upTo - 15 * DAY, upTo - 2 * YEAR, from - 1]) {
    let last: Occurrence | undefined;
    for (let one = next(Math.max(after, from - 1)); one && one.at <= upTo; one = next(one.at)) {
      last = one;
    }
    if (last) return last;
  }
  return undefined;
}
