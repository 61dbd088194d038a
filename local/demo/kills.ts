import { MINUTE, type Instant } from '../../engine';

/** Longer than a claim is held, with the 2 s for which the clock goes on without a beat. Real ms. */
const LONGEST_HELD_MS = MINUTE;

/** When a demo was killed, or stopped, as its later starts tell: the clock stood still from the one to the other. */
export interface Kills {
  /** On the product's clock, each the start after it. */
  readonly at: readonly Instant[];
  /** What was claimed so long before one may have been cut off by it. Virtual ms. */
  readonly reach: number;
}

export const killsOf = (starts: readonly Instant[], factor: number): Kills => ({
  at: starts.slice(1),
  reach: LONGEST_HELD_MS * factor,
});

/** Whether one may have come between the hand-over of what was claimed then and its mark. */
export const explains = ({ at, reach }: Kills, claimedAt: Instant): boolean =>
  at.some((kill) => claimedAt <= kill && claimedAt > kill - reach);

/**
 * How many copies of a message they explain, when it was claimed last then: each cuts one off, and the next is claimed
 * after it, be it before the start is told of.
 */
export const copiesBy = ({ at, reach }: Kills, claimedAt: Instant): number =>
  1 + at.filter((kill) => kill - reach < claimedAt).length;
