import type { Clock, Days, Duration } from './duration';
import type { EventName, FactName, Match, SegmentName } from './journey';

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

/** On the date a fact holds, or so long before it, or each year on that day. */
export const onDate = (
  fact: FactName,
  shift: { every?: 'year'; before?: Duration; at?: Clock } = {},
): Made<System<'Date Reached'>> => ({
  event: 'Date Reached' as System<'Date Reached'>,
  trigger: { kind: 'onDate', fact, ...shift },
});

/** On those days at that local time, for everyone in the segment. */
export const every = (
  days: Days | 'day',
  local: { at: Clock; in: SegmentName },
): Made<System<'Schedule Ticked'>> => ({
  event: 'Schedule Ticked' as System<'Schedule Ticked'>,
  trigger: { kind: 'every', days, ...local },
});

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
