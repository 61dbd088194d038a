import { calendarDays, parseDuration, type Instant, type WaitInput } from '../engine';
import { checkZone, dateInZone, waitUntilLocal } from '../gate';

/** When a wait that begins at this instant ends. */
export type EndOf = (wait: WaitInput, now: Instant) => Instant;

function localEnd(wait: WaitInput, now: Instant, zone: string): Instant {
  switch (wait.kind) {
    case 'event':
      return dateInZone(String(wait.until), {}, zone);
    case 'until':
      return dateInZone(wait.date, wait, zone);
    case 'for':
      return waitUntilLocal(now, calendarDays(wait.duration), wait, zone);
  }
}

/**
 * Waits of customers in this zone. Calendars are slow and paths meet the same dates again and again,
 * so what was computed once is remembered.
 * @throws PermanentError `ZONE_UNKNOWN`
 */
export function endsIn(zone: string): EndOf {
  checkZone(zone);
  const known = new Map<string, Instant>();
  return (wait, now) => {
    if (wait.kind === 'event' && wait.within !== undefined) return now + parseDuration(wait.within);
    if (wait.kind === 'for' && wait.at === undefined && wait.on === undefined) {
      return now + parseDuration(wait.duration);
    }
    const key = `${wait.kind === 'for' ? now : ''} ${JSON.stringify(wait)}`;
    const end = known.get(key) ?? localEnd(wait, now, zone);
    known.set(key, end);
    return end;
  };
}

/** Those of each zone, made once. */
export function endsByZone(): (zone: string) => EndOf {
  const known = new Map<string, EndOf>();
  return (zone) => {
    const endOf = known.get(zone) ?? endsIn(zone);
    known.set(zone, endOf);
    return endOf;
  };
}
