/** How values are written for one customer. */
export interface Manner {
  readonly locale: string;
  readonly timeZone: string;
  /** ISO 4217. */
  readonly currency: string;
}

const MINUTE = 60_000;
const BARE_DATE = /^\d{4}-\d{2}-\d{2}$/;
const STYLES = {
  long: { weekday: 'long', day: 'numeric', month: 'long' },
  short: { day: 'numeric', month: 'short' },
  month: { month: 'long', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** `12.5` → `$12.50`; whole amounts keep their cents, as prices do. */
export function money(
  value: unknown,
  manner: Manner,
  currency = manner.currency,
): string | undefined {
  const amount = number(value);
  if (amount === undefined) return undefined;
  return new Intl.NumberFormat(manner.locale, { style: 'currency', currency }).format(amount);
}

/** `10` → `10%`. */
export function percent(value: unknown, manner: Manner): string | undefined {
  const share = number(value);
  if (share === undefined) return undefined;
  const format = new Intl.NumberFormat(manner.locale, {
    style: 'percent',
    maximumFractionDigits: 1,
  });
  return format.format(share / 100);
}

function instantOf(value: unknown): { at: number; bare: boolean } | undefined {
  if (typeof value !== 'string') return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : { at, bare: BARE_DATE.test(value) };
}

/** An ISO 8601 date or instant in the customer's zone; a bare date is that day everywhere. */
export function date(value: unknown, manner: Manner, style = 'long'): string | undefined {
  const instant = instantOf(value);
  const options = Object.hasOwn(STYLES, style) ? STYLES[style as keyof typeof STYLES] : undefined;
  if (!instant || !options) return undefined;
  const timeZone = instant.bare ? 'UTC' : manner.timeZone;
  return new Intl.DateTimeFormat(manner.locale, { ...options, timeZone }).format(instant.at);
}

/**
 * The last whole day before an instant: what an offer that ends on Friday at 3 a.m. may promise is
 * Thursday. An end in a day's last minute is that day.
 */
export function lastDay(value: unknown, manner: Manner, style = 'long'): string | undefined {
  const instant = instantOf(value);
  if (!instant || instant.bare) return date(value, manner, style);
  const end = instant.at + MINUTE;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: manner.timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const [hours = 0, minutes = 0, seconds = 0] = clock.format(end).split(':').map(Number);
  const sinceMidnight = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return date(new Date(end - sinceMidnight - MINUTE).toISOString(), manner, style);
}
