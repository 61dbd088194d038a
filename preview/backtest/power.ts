/** A hold-out's question: how small an effect can it prove? Shares from 0 to 1. */
export interface Trial {
  /** Share of those held out who do it anyway. */
  readonly base: number;
  /** Enrollments, held out or not. */
  readonly count: number;
  /** Share of them held out. */
  readonly holdout: number;
  /** Chance to see an effect where there is none, two-sided. */
  readonly alpha: number;
  /** Chance to see the effect where there is one. */
  readonly power: number;
}

/**
 * The standard normal distribution function.
 * @see Marsaglia, "Evaluating the Normal Distribution", Journal of Statistical Software 11(4), 2004
 */
function normal(x: number): number {
  let [sum, term] = [x, x];
  for (let odd = 3; Math.abs(term) > Number.EPSILON * Math.abs(sum) && odd < 1_000; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

const LARGEST = 6;

/** Where an increasing function reaches a value, between two ends: halved until no number lies between. */
function solve(reaches: (x: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The standard normal quantile, for probabilities whose quantile lies within six deviations. */
export const quantile = (probability: number): number =>
  solve((x) => normal(x) >= probability, -LARGEST, LARGEST);

/**
 * The smallest lift, in share of those assigned, that a hold-out can prove: two proportions, two-sided, variances of
 * each group by its own rate, as the lift itself is to be estimated.
 * @returns `undefined` where no lift is large enough: a group is empty, or far too small
 * @see Chow, Shao and Wang, "Sample Size Calculations in Clinical Research", 2nd edition, 2008, page 89
 */
export function provableLift({ base, count, holdout, alpha, power }: Trial): number | undefined {
  const [control, treated] = [count * holdout, count * (1 - holdout)];
  if (control <= 0 || treated <= 0) return undefined;
  const z = quantile(1 - alpha / 2) + quantile(power);
  const isProvable = (lift: number): boolean => {
    const rate = base + lift;
    const variance = (base * (1 - base)) / control + (rate * (1 - rate)) / treated;
    return lift >= z * Math.sqrt(variance);
  };
  const most = 1 - base;
  return most > 0 && isProvable(most) ? solve(isProvable, 0, most) : undefined;
}
