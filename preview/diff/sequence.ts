/** One place of two sequences laid side by side: in both, or in one of them alone. */
export interface Aligned<T> {
  readonly before?: T;
  readonly after?: T;
}

/** How much two sequences have in common from each pair of places to their ends. */
function common(before: readonly string[], after: readonly string[]): number[][] {
  const rows = before.map(() => new Array<number>(after.length + 1).fill(0));
  rows.push(new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const [row = [], next = []] = [rows[i], rows[i + 1]];
      row[j] =
        before[i] === after[j] ? (next[j + 1] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}

/** Two sequences side by side: as much as can be of what has the same key, in order. */
export function aligned<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (one: T) => string,
): Aligned<T>[] {
  const [a, b] = [before.map(keyOf), after.map(keyOf)];
  const rows = common(a, b);
  const found: Aligned<T>[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const isPair = i < before.length && j < after.length && a[i] === b[j];
    const down = j >= after.length || (rows[i + 1]?.[j] ?? 0) >= (rows[i]?.[j + 1] ?? 0);
    if (isPair) found.push({ before: before[i++] as T, after: after[j++] as T });
    else if (i < before.length && down) found.push({ before: before[i++] as T });
    else found.push({ after: after[j++] as T });
  }
  return found;
}

/** Places that one of two sequences has alone. */
export function distance(before: readonly string[], after: readonly string[]): number {
  const same = common(before, after)[0]?.[0] ?? 0;
  return before.length + after.length - 2 * same;
}
