import { parseClock, parseDuration, type Clock, type Days, type Duration } from './duration';
import type { DateFact, EventName, Match, SegmentName } from './journey';
import type { Scalar } from './match';

/** What is not an event becomes one, addressed to this journey. */
export type Trigger =
  | {
      readonly kind: 'inactive';
      readonly after: Duration;
      readonly of: readonly string[];
    }
  | { readonly kind: 'entered'; readonly segment: string }
  | {
      readonly kind: 'onDate';
      readonly fact: string;
      readonly every?: 'year';
      readonly before?: Duration;
      readonly at?: Clock;
    }
  | {
      readonly kind: 'every';
      readonly days: Days | 'day';
      readonly at: Clock;
      readonly in: string;
    };

type System<E extends string> = Extract<EventName, E>;
export interface Made<E extends EventName> {
  readonly event: E;
  readonly trigger: Trigger;
}

const list = <T>(one: T | readonly T[]): readonly T[] =>
  Array.isArray(one) ? (one as readonly T[]) : [one as T];

/** When none of these events has come for so long. Browsing is not buying: name the event. */
export const inactive = (
  after: Duration,
  { of }: { of: EventName | readonly EventName[] },
): Made<System<'Customer Inactive'>> => ({
  event: 'Customer Inactive' as System<'Customer Inactive'>,
  trigger: { kind: 'inactive', after, of: list(of) },
});

/** When the customer comes into the segment; those already inside do not enter. */
export const entered = (segment: SegmentName): Made<System<'Segment Entered'>> => ({
  event: 'Segment Entered' as System<'Segment Entered'>,
  trigger: { kind: 'entered', segment },
});

/**
 * On the date a fact holds, or so long before it, or each year on that day, the first one counted. A date that is
 * moved is waited for anew; one that has passed already is not made up for. 29 February is the 28th in other years.
 */
export const onDate = (
  fact: DateFact,
  shift: { every?: 'year'; before?: Duration; at?: Clock } = {},
): Made<System<'Date Reached'>> => ({
  event: 'Date Reached' as System<'Date Reached'>,
  trigger: { kind: 'onDate', fact, ...shift },
});

/** On those days at that local time, for everyone who is in the segment then. Each of their days once, wherever they move. */
export const every = (
  days: Days | 'day',
  local: { at: Clock; in: SegmentName },
): Made<System<'Schedule Ticked'>> => ({
  event: 'Schedule Ticked' as System<'Schedule Ticked'>,
  trigger: { kind: 'every', days, ...local },
});

const DAYS = 'monday tuesday wednesday thursday friday saturday sunday';

/**
 * What an author wrote can be meant.
 * @returns what is wrong, or nothing
 * @throws PermanentError `DURATION_INVALID`, `CLOCK_INVALID`
 */
export function triggerProblem(trigger: Trigger): string | undefined {
  if (trigger.kind === 'inactive') {
    parseDuration(trigger.after);
    return trigger.of.length > 0 ? undefined : 'inactive() counts from no event';
  }
  if (trigger.kind === 'onDate') {
    if (trigger.before !== undefined) parseDuration(trigger.before);
    if (trigger.at !== undefined) parseClock(trigger.at);
  }
  if (trigger.kind === 'every') {
    parseClock(trigger.at);
    const days = trigger.days === 'weekdays' || trigger.days === 'day' ? [] : list(trigger.days);
    const known = days.every((day) => DAYS.split(' ').includes(day));
    if (!known || trigger.days.length === 0) {
      return `every() has no days it knows: write 'day', 'weekdays', or any of ${DAYS}`;
    }
  }
  return undefined;
}

/** What the event of a trigger says whoever it is about. */
export function fieldsOf(trigger: Trigger): Readonly<Record<string, Scalar>> {
  switch (trigger.kind) {
    case 'inactive':
      return trigger.of[0] === undefined ? {} : { event: trigger.of[0] };
    case 'entered':
      return { segment: trigger.segment };
    case 'onDate':
      return { fact: trigger.fact };
    case 'every':
      return {};
  }
}

type One = Match<EventName> | Made<EventName>;
export type On = One | readonly One[];
/** The names of the events that can start a journey. */
export type Entry<T> = T extends EventName
  ? T
  : T extends { readonly event: infer E extends EventName }
    ? E
    : T extends readonly (infer I)[]
      ? Entry<I>
      : never;
