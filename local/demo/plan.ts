import type { Instant } from '../../engine';
import { readJson, writeJson, type Home } from '../home';

/** What a demo is played with. */
export interface DemoPlan {
  readonly customers: number;
  readonly days: number;
  /** Real ms of a virtual day. */
  readonly dayMs: number;
  readonly seed: number;
}

/** What its folder remembers of a demo. Where its clock began, and how fast it goes, is in the store. */
export interface BegunDemo extends DemoPlan {
  /** On the product's clock, when it was started: first, and again after each stop or kill. */
  readonly starts: readonly Instant[];
  /** It was played to its end, and judged. */
  readonly finished: boolean;
  /** Fingerprint of the secret that its addresses are hashed with, for a report that may have another. */
  readonly secret?: string | undefined;
  /** What would not be taken, when it was judged. */
  readonly refused?: readonly string[];
}

export const readBegun = (home: Home): BegunDemo | undefined => readJson<BegunDemo>(home.demo);
export const writeBegun = (home: Home, begun: BegunDemo): void => writeJson(home.demo, begun);

export const isSame = (a: DemoPlan, b: DemoPlan): boolean =>
  a.customers === b.customers && a.days === b.days && a.dayMs === b.dayMs && a.seed === b.seed;
