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

function dateAt(now: number): DateConstructor {
  return new Proxy(RealDate, {
    construct: (target, args: readonly unknown[], newTarget) =>
      Reflect.construct(target, args.length > 0 ? args : [now], newTarget) as object,
    apply: () => new RealDate(now).toString(),
    get: (target, name, receiver) =>
      name === 'now' ? () => now : (Reflect.get(target, name, receiver) as unknown),
  });
}

const DATES = [dateAt(SAID[0].now), dateAt(SAID[1].now)] as const;

/** To be made steady again before anything else of the process runs. */
export function makeUnsteady(time: 0 | 1): void {
  globalThis.Date = DATES[time];
  Math.random = () => SAID[time].random;
}

export function makeSteady(): void {
  globalThis.Date = RealDate;
  Math.random = realRandom;
}
