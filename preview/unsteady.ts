/**
 * While a journey is played to see whether it repeats, Date and Math.random say one thing the first
 * time and quite another the second: whoever branches on them, at any threshold, does otherwise.
 * Dates made from a value are left alone.
 */
const SAID = [
  { now: Date.UTC(2023, 0, 1), random: 0 },
  { now: Date.UTC(2033, 11, 31, 23, 59, 59, 999), random: 1 - Number.EPSILON },
] as const;

const RealDate = Date;
const realRandom = Math.random;
/** What the author's code asked for: `Date` or `Math.random`. */
type Asked = (what: string) => void;
let asked: Asked | undefined;

function dateAt(now: number): DateConstructor {
  function UnsteadyDate(...args: readonly unknown[]): unknown {
    if (args.length === 0) asked?.('Date');
    if (!new.target) return new RealDate(now).toString();
    return Reflect.construct(RealDate, args.length > 0 ? args : [now], new.target);
  }
  UnsteadyDate.prototype = RealDate.prototype;
  return Object.assign(UnsteadyDate, {
    now() {
      asked?.('Date');
      return now;
    },
    parse: RealDate.parse,
    UTC: RealDate.UTC,
  }) as unknown as DateConstructor;
}

const UNSTEADY = SAID.map(({ now, random }) => ({
  date: dateAt(now),
  random: () => {
    asked?.('Math.random');
    return random;
  },
}));

/** To be made steady again before anything else of the process runs. @param told - is told whenever one is asked */
export function makeUnsteady(time: 0 | 1, told?: Asked): void {
  const { date, random } = UNSTEADY[time] ?? { date: RealDate, random: realRandom };
  globalThis.Date = date;
  Math.random = random;
  asked = told;
}

export function makeSteady(): void {
  globalThis.Date = RealDate;
  Math.random = realRandom;
  asked = undefined;
}

const texts = new Map<number, string>();
/** ISO 8601, whatever Date is at the moment; few instants come again and again. */
export function isoOf(at: number): string {
  const known = texts.get(at);
  if (known !== undefined) return known;
  const text = new RealDate(at).toISOString();
  if (texts.size > 10_000) texts.clear();
  texts.set(at, text);
  return text;
}
