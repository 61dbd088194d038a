import type { Channel, Duration, EffectOutcome, Json, Sent } from '../engine';
import type { WhenAndWhere } from './when-where';

/** When something happens: so long after entry, or after a step was recorded; a wait is, when it opens. */
export type Moment =
  | { readonly at?: Duration }
  | {
      /** A step, `welcome/picks`, or one of several of that name, `wait#2`. A message that was not sent is none. */
      readonly of: string;
      readonly after?: Duration;
    };

/** An event of the customer: a named sample of the catalogue, or its properties. */
export interface ScenarioEvent {
  readonly event: string;
  /** The first of them. It is about the message that it comes `of`, and what a run waits for is as the run asks. */
  readonly sample?: string;
  /** All of them; with a sample, those that are otherwise. */
  readonly properties?: Readonly<Record<string, Json>>;
}

export interface Consent {
  readonly topic: string;
  readonly channel: Channel;
  readonly granted: boolean;
}

export type Happening = Moment &
  (
    | ScenarioEvent
    | { readonly facts: Readonly<Record<string, Json>> }
    | { readonly segments: Readonly<Record<string, boolean>> }
    | { readonly consent: Consent }
    /** What an operator does. `step`: the one meant, left out: whichever is current. */
    | {
        readonly operator: 'pause' | 'resume' | 'skip' | 'retry' | 'end';
        readonly step?: string;
      }
    /** The customer asks to be erased. */
    | { readonly erased: true }
    /** A step that was `broken` works from now on; an operator's retry notices. */
    | { readonly mended: string }
  );

/** One customer and all that happens to them, for `simulate`. What is left out is as plain as can be. */
export interface Scenario extends WhenAndWhere {
  /** What they read, such as `ur-PK`. The shop's. */
  readonly locale?: string;
  /** What templates may say of them: `firstName`. Nothing. */
  readonly traits?: Readonly<Record<string, string>>;
  /** The entry event. The first sample of the first event that the journey starts on. */
  readonly entry?: Partial<ScenarioEvent>;
  /** Events before entry, so long ago, from which facts follow. */
  readonly history?: readonly (ScenarioEvent & { readonly ago: Duration })[];
  /** Values that stand whatever the events say. */
  readonly facts?: Readonly<Record<string, Json>>;
  readonly segments?: Readonly<Record<string, boolean>>;
  /** Channels with an address. All of them. */
  readonly addresses?: readonly Channel[];
  readonly suppressed?: readonly Channel[];
  /** What they said before entry, the newest word last. Nothing. */
  readonly consents?: readonly Consent[];
  /** Arms by the name of the split. By hash. */
  readonly arms?: Readonly<Record<string, string>>;
  /** Offers given to them before, by name. */
  readonly issued?: Readonly<Record<string, number>>;
  /** By step: what comes of a send that the gate lets go, and of an effect instead of what the catalogue says. */
  readonly outcomes?: Readonly<Record<string, Sent | EffectOutcome>>;
  /** Steps that fail for a reason of ours, until `mended`. */
  readonly broken?: readonly string[];
  /** All that happens after entry: events, and what else there is. */
  readonly events?: readonly Happening[];
}
