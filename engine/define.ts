import type { Duration } from './duration';
import type { EventName, Journey, Match, Scalars, SegmentName } from './journey';
import type { Entry, On } from './trigger';

/** One journey: when it starts, for whom, what ends it, and the story itself. */
export interface Definition<T extends On = On> {
  /** Kebab-case, never changed: it is the workflow type and part of every id. */
  readonly id: string;
  readonly title: string;
  readonly on: T;
  /** The segment that may enter, asked at entry. */
  readonly only?: SegmentName;
  /** One enrollment per customer and value of this field of the entry event. */
  readonly per?: keyof Scalars<Entry<T>> & string;
  /** Left out: once. */
  readonly reenter?: 'always' | 'restart' | { readonly after: Duration };
  /** A window from entry, counted alike in the hold-out. */
  readonly goal?: { readonly event: EventName; readonly within: Duration };
  readonly exit?: readonly Match<EventName>[];
  /** Share of customers who get nothing and are counted, so that the effect can be measured. */
  readonly holdout?: `${number}%`;
  run(journey: Journey<Entry<T>>): Promise<string>;
}

/** A definition whose entry event is not known to the reader: what the engine and the tools handle. */
export type AnyDefinition = Omit<Definition, 'run' | 'per'> & {
  readonly per?: string;
  run(journey: never): Promise<string>;
};

export const defineJourney = <const T extends On>(definition: Definition<T>): Definition<T> =>
  Object.freeze(definition);
