import type { Meaning, Topic } from '../../catalog';
import type { Channel, Json, JsonObject, WaitInput } from '../../engine';
import type { Path } from '../path';
import type { Place } from '../source/places';
import type { Given } from '../stories/offers';

/** A code that a customer was given. Instants in ms after entry. */
export interface Code {
  readonly id: string;
  readonly given: Given;
  readonly from: number;
  readonly until: number;
}

/** Something that happens to the customer. */
export interface Happening {
  readonly kind: 'event';
  readonly event: string;
  readonly properties: JsonObject;
  readonly means?: Meaning;
  /** It may happen to anyone at any time; the journey's own story does not have it. */
  readonly injected: boolean;
  /** As a story tells it: `orders`. Nothing: it goes without saying. */
  readonly says: string;
}

/** A message that the journey wants to send. */
export interface Message {
  readonly kind: 'message';
  readonly template: string;
  readonly topic: string;
  readonly rules: Topic;
  /** It may go by the first of these that the customer allows. */
  readonly channels: readonly Channel[];
  readonly props: JsonObject;
  /** Those it shows. */
  readonly codes: readonly Code[];
  /** The latest that it can go, where something puts it off; ms after entry. */
  readonly last: number;
  /** What the gate says of the most willing customer: why it cannot go. */
  readonly stopped?: string;
}

/** What a moment is. */
export type What =
  | Happening
  | Message
  | { readonly kind: 'code'; readonly code: Code; readonly offer: string }
  | { readonly kind: 'effect'; readonly effect: string; readonly input: JsonObject }
  /** Meant, and not done. */
  | {
      readonly kind: 'nothing';
      readonly what: string;
      readonly reason: string;
      /** Those it would have shown. */
      readonly codes: readonly Code[];
    }
  | { readonly kind: 'wait'; readonly until: number; readonly wait: WaitInput }
  | {
      readonly kind: 'answer';
      readonly of: 'segment' | 'fact' | 'arm';
      readonly name: string;
      readonly value: Json;
      /** The first thing that can come of the step. */
      readonly plain: boolean;
      readonly says: string;
    };

export interface Where {
  /** ms after entry. */
  readonly at: number;
  /** Of the run; its entry event has none. */
  readonly step?: string;
  readonly place?: Place;
}

/** One thing on a customer's way. */
export type Moment = Where & What;
export type MomentOf<K extends What['kind']> = Where & Extract<What, { readonly kind: K }>;

/** One way through a journey, as policies see it. */
export interface Walk {
  readonly path: Path;
  /** In order; the entry event is the first. */
  readonly moments: readonly Moment[];
  /** Left out: it stands still. */
  readonly end?: string;
  /** Why it stands still. */
  readonly stands?: string;
  /** When it is over, ms after entry. */
  readonly over: number;
  /** How far it leaves the plain course: the fewer, the easier to follow. */
  readonly turns: number;
}

/** Moments of one kind, in order. */
export const momentsOf = <K extends What['kind']>(walk: Walk, kind: K): readonly MomentOf<K>[] =>
  walk.moments.filter((one) => one.kind === kind) as unknown as readonly MomentOf<K>[];

/** What can go out to the most willing customer. */
export const messagesOf = (walk: Walk): readonly MomentOf<'message'>[] =>
  momentsOf(walk, 'message').filter(({ stopped }) => stopped === undefined);

/** Events of this meaning, in order. */
export const happeningsOf = (walk: Walk, means: Meaning): readonly MomentOf<'event'>[] =>
  momentsOf(walk, 'event').filter((one) => one.means === means);

/** Whether a message is to make somebody buy. */
export const isPromotion = ({ rules, codes }: Message): boolean =>
  rules.kind === 'marketing' || codes.length > 0;

/** Ended by a goal, an exit or a withdrawn consent, not by the journey's own last line. */
export const isCutShort = ({ end = '' }: Walk): boolean =>
  end === 'converted' || end === 'consent withdrawn' || end.startsWith('exit: ');
