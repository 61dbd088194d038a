import type { ShopCatalog } from '../catalog';
import type { JourneySpec } from '../engine';
import type { Path } from './path';
import type { WhenAndWhere } from './when-where';

export interface ExploreOptions extends WhenAndWhere {
  /** The shop's. */
  readonly catalog?: ShopCatalog;
  /** Calls after which one path counts as going round for ever. 1,000. */
  readonly maxSteps?: number;
  /** 20,000. */
  readonly maxPaths?: number;
  /** When an event that is met in a wait comes: at its start, or in its last moment. At its start. */
  readonly events?: 'early' | 'late';
  /** Notes the author's line of each step. */
  readonly places?: boolean;
  /** Is told how far the course came on which the exploration stopped, before it fails. */
  readonly stopped?: (path: Path) => void;
}

export interface Exploration {
  readonly journey: string;
  readonly spec: JourneySpec;
  /** Entry, ms since epoch. */
  readonly start: number;
  /** The customer's. */
  readonly zone: string;
  /** In the order of the story: at each fork the plain course first. */
  readonly paths: readonly Path[];
}
