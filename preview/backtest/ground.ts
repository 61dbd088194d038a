import type { FactEvent, ShopCatalog } from '../../catalog';
import type { AnyDefinition, Bell, Instant, JourneySpec, JsonObject } from '../../engine';
import type { KeyedTrigger } from '../../gate';
import type { Diary } from '../diary';
import type { Coming, Timeline } from '../timeline';
import type { Assumption } from './assume';
import type { Profile } from './history';
import type { Enrollment, Person } from './person';
import type { Running } from './running';

/** A journey that is played. */
export interface Played {
  readonly definition: AnyDefinition;
  readonly spec: JourneySpec;
}

/** One customer who is looked at more closely. */
export interface Followed {
  readonly customer: string;
  readonly diary: Diary;
  /** What happens to them besides the history. */
  readonly timeline: Timeline;
}

/** What is played on, and what is taken for granted. */
export interface Ground {
  readonly journeys: readonly Played[];
  readonly catalog: ShopCatalog;
  readonly zone: string;
  readonly start: Instant;
  readonly seed: number;
  readonly assumptions: readonly Assumption[];
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly maxSteps: number;
  readonly followed?: Followed;
}

/** Something that is told of a customer. `to`: the journey, where a trigger tells. */
export interface Happening {
  readonly person: Person;
  readonly seen: FactEvent;
  readonly to?: string;
  readonly assumed?: true;
  /** With its personal fields. */
  readonly whole?: JsonObject;
  /** A run made it. */
  readonly made?: true;
}

/** An event before it is held against the catalogue. */
export interface Made {
  readonly event: string;
  readonly properties: JsonObject;
  readonly also?: Pick<Happening, 'to' | 'assumed' | 'made'>;
}

/** What comes of itself, at its instant. */
export type Due =
  | { readonly kind: 'event'; readonly person: Person; readonly made: Made }
  | { readonly kind: 'coming'; readonly person: Person; readonly coming: Coming }
  | { readonly kind: 'look'; readonly person: Person; readonly keyed: KeyedTrigger }
  | { readonly kind: 'timer'; readonly enrollment: Enrollment; readonly timer: object };

/** At one instant: what is said, what happens, then what is looked at, then what runs do. */
export const RANK: Readonly<Record<Due['kind'], number>> = {
  coming: -1,
  event: 0,
  look: 1,
  timer: 2,
};

/** One that is to move now: it begins, its timer fires, or a bell rings. */
export interface Move {
  readonly enrollment: Enrollment;
  readonly running: Running;
  readonly why: 'start' | 'due' | Bell;
}

/** Facts that triggers look at, besides when an event came last. */
export function factsOf({ segments }: ShopCatalog, triggers: readonly KeyedTrigger[]): string[] {
  const names = triggers.flatMap(({ trigger }) => {
    if (trigger.kind === 'onDate') return [trigger.fact];
    if (trigger.kind === 'inactive') return [];
    return segments[trigger.kind === 'every' ? trigger.in : trigger.segment]?.facts ?? [];
  });
  return [...new Set(names)];
}

/** Who told of it, besides the customer. */
export const by = ({ to, made }: Happening): 'trigger' | 'journey' | undefined =>
  to === undefined ? made && 'journey' : 'trigger';
