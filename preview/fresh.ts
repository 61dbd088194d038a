/** What tells that it is looked at: to copy it would be to look at all of it. */
const watched = new WeakSet<object>();

/** Marks it as one that `fresh` leaves as it is. */
export function leave<T extends object>(value: T): T {
  watched.add(value);
  return value;
}

/**
 * A copy of plain data: what a run is given crosses a boundary, so that nobody shares an object with it.
 * What is not plain data, such as an outcome that is watched, stays what it is.
 */
export function fresh<T>(value: T): T {
  if (typeof value !== 'object' || value === null || watched.has(value)) return value;
  if (Array.isArray(value)) return value.map(fresh) as T;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy: Record<string, unknown> = {};
  for (const key in value) copy[key] = fresh(value[key]);
  return copy as T;
}
