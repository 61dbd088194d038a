import { catalog as shopCatalog, type ShopCatalog } from '../../catalog';
import type { Instant } from '../../engine';
import { dateInZone } from '../../gate';

const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const DAY_ONLY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_AND_TIME =
  /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Up to when a history is complete: the end of that day, that local time, or that instant.
 * @param zone - left out: the shop's
 * @throws PermanentError `DATE_INVALID`, `ZONE_UNKNOWN`
 */
export function completeUntil(
  text: string,
  { catalog = shopCatalog, zone = catalog.shop.timeZone }: { catalog?: ShopCatalog; zone?: string },
): Instant {
  const last = DAY_ONLY.test(text) ? `${text}T23:59:59.999` : text;
  return dateInZone(last, {}, zone);
}

/**
 * Reads dates of a file. One with a time is that instant, or that local time where it has no offset. One without a time
 * is a day of the shop: its noon by the zone's standard time all year, so that every day is as long as every other, and
 * ninety days on the calendar are ninety days of silence.
 */
export class Dates {
  readonly #known = new Map<string, Instant | undefined>();
  readonly #offsets = new Map<string, number>();

  constructor(private readonly zone: string) {}

  /** @returns `undefined` for what is no date of these forms, or not on the calendar */
  instant(text: string): Instant | undefined {
    if (this.#known.has(text)) return this.#known.get(text);
    const instant = this.#read(text);
    this.#known.set(text, instant);
    return instant;
  }

  #read(text: string): Instant | undefined {
    const day = COMPACT.exec(text) ?? DAY_ONLY.exec(text);
    if (day) return this.#noon(day[1] ?? '', day[2] ?? '', day[3] ?? '');
    const [, date, time, offset] = DAY_AND_TIME.exec(text) ?? [];
    if (date === undefined || time === undefined) return undefined;
    try {
      return dateInZone(`${date}T${time}${offset ?? ''}`, {}, this.zone);
    } catch {
      return undefined;
    }
  }

  #noon(year: string, month: string, day: string): Instant | undefined {
    const noon = Date.UTC(Number(year), Number(month) - 1, Number(day), 12);
    const isReal = new Date(noon).toISOString().startsWith(`${year}-${month}-${day}`);
    return isReal ? noon - this.#standard(year) : undefined;
  }

  /** How far the zone's standard time is ahead of UTC in that year: the less of winter and summer. */
  #standard(year: string): number {
    const known = this.#offsets.get(year);
    if (known !== undefined) return known;
    const ahead = [`${year}-01-01`, `${year}-07-01`].map(
      (date) => Date.parse(`${date}T12:00Z`) - dateInZone(`${date}T12:00`, {}, this.zone),
    );
    const offset = Math.min(...ahead);
    this.#offsets.set(year, offset);
    return offset;
  }
}
