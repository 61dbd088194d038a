/** Smallest, middle and largest of some figures. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/**
 * The figure below which a share of them lies, by nearest rank.
 * @param share - above 0, 1 at most
 * @throws RangeError where there are none
 */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const found = sorted[Math.ceil(share * sorted.length) - 1];
  if (found === undefined) throw new RangeError('no figures');
  return found;
}

/** An even number of figures has two in the middle: half way between them. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = [...figures].sort((a, b) => a - b);
  const upper = percentile(
    sorted,
    Math.min(1, (Math.floor(sorted.length / 2) + 1) / sorted.length),
  );
  const lower = percentile(sorted, 0.5);
  return {
    min: percentile(sorted, 1 / sorted.length),
    median: sorted.length % 2 === 0 ? (lower + upper) / 2 : lower,
    max: percentile(sorted, 1),
  };
}
