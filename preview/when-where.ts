import type { ShopCatalog } from '../catalog';
import type { Instant } from '../engine';
import { checkZone, dateInZone } from '../gate';

/** A Monday, so that weekdays are near. */
const START = '2026-01-05';
const DAY_ALONE = /^\d{4}-\d{2}-\d{2}$/;

/** Where somebody lives, and when their story begins. What is left out is as the shop has it. */
export interface WhenAndWhere {
  /** ISO 8601 instant, their local date and time, or a day: 10:00 of it. Monday 5 January 2026. */
  readonly start?: string;
  /** IANA zone. The shop's, as it is in production for whoever tells none. */
  readonly zone?: string;
}

/** @throws PermanentError `DATE_INVALID`, `ZONE_UNKNOWN` */
export function whenAndWhere(
  { shop }: ShopCatalog,
  { start = START, zone = shop.timeZone }: WhenAndWhere,
): { readonly start: Instant; readonly zone: string } {
  const rule = DAY_ALONE.test(start) ? { at: '10:00' } : {};
  return { start: dateInZone(start, rule, checkZone(zone)), zone };
}
