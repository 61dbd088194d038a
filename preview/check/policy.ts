import type { ShopCatalog } from '../../catalog';
import type { Instant, JourneySpec, PermanentError } from '../../engine';
import type { Place } from '../source/places';
import type { Unreached } from '../source/reached';
import type { Injection } from './inject';
import type { Known } from './known';
import type { MessageTrial } from './trials';
import type { Moment, Walk } from './walk';

/** A journey as policies see it: plain values, worked out before. */
export interface Checked {
  readonly spec: JourneySpec;
  readonly catalog: ShopCatalog;
  /** Entry, ms since epoch, and the customer's zone: by these days are counted. */
  readonly start: Instant;
  readonly zone: string;
  /** Every way through it that somebody can live, with events at the start of waits, and in their last moment. */
  readonly walks: readonly Walk[];
  /** Ways through its code that nobody can live, for what happened on them makes an answer impossible. */
  readonly impossible: readonly Walk[];
  /** The same ways, and on each something once that may happen to anyone in a wait. */
  injected(injection: Injection): Iterable<Walk>;
  /** What can be true of somebody after what happened to them. */
  readonly known: Known;
  /** The journeys that run beside it, itself left out. */
  readonly others: readonly Checked[];
  /** Its place among all of them: of two at one instant, the lower is first. */
  readonly order: number;
  /** Branches of its code that no sample led to. */
  readonly unreached: readonly Unreached[];
  /** Why not all of its ways are known, and how far the last of them came. */
  readonly stopped?: { readonly error: PermanentError; readonly walk: Walk | undefined };
  /** Each message that a walk sends, rendered in every form that it can have. */
  readonly trials: readonly MessageTrial[];
}

/** One way in which a policy is broken. */
export interface Breach {
  /** A sentence in a marketer's words. */
  readonly says: string;
  /** Left out: it is the journey's as a whole. */
  readonly walk?: Walk;
  /** Where on the walk. Left out: at its end. */
  readonly at?: Moment;
  /** The author's line, where neither `at` nor its step tells it. */
  readonly place?: Place;
}

/** A rule that every journey keeps, on all of its ways. */
export interface Policy {
  /** Kebab-case. */
  readonly id: string;
  /** What it guards, a sentence. */
  readonly guards: string;
  /** Every breach; of those at one line, the one on the shortest walk is told. */
  breaches(journey: Checked): Iterable<Breach>;
}

interface OfWalks {
  readonly id: string;
  readonly guards: string;
  /** May happen to anyone: tried in every wait too that has something after it to make a difference to. */
  readonly injects?: Injection;
  /** Every moment of a walk at which it is broken. */
  find(walk: Walk, journey: Checked): Iterable<Breach>;
}

/** A policy that looks at one walk at a time. */
export const onEveryWalk = ({ id, guards, injects, find }: OfWalks): Policy => ({
  id,
  guards,
  *breaches(journey) {
    for (const walks of [journey.walks, injects ? journey.injected(injects) : []]) {
      for (const walk of walks) {
        for (const found of find(walk, journey)) yield { walk, ...found };
      }
    }
  },
});

/** What tells one moment of a journey's code from another. */
export const siteOf = ({ place, step }: Moment): string => place ?? step ?? 'its entry';
