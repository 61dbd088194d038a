import { DAY, type Instant } from '../../engine';

/** Counts days of a customer's calendar from their entry: that day is day 0. */
export type DayOf = (at: number) => number;

/** @param start - entry @param zone - the customer's IANA zone */
export function daysFrom(start: Instant, zone: string): DayOf {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  const dayOf = (instant: Instant): number => Date.parse(format.format(instant)) / DAY;
  const first = dayOf(start);
  return (at) => dayOf(start + at) - first;
}
