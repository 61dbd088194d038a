import type { EffectOutcome, JsonObject, Sent } from '../engine';

/** What a run did to the world outside: one send or one effect, and what came of it. */
export type Act = { readonly step: string; /** ms after entry. */ readonly at: number } & (
  | {
      readonly kind: 'send';
      readonly template: string;
      readonly props: JsonObject;
      /** As the author asked for them. */
      readonly channel?: string;
      readonly within?: string;
      readonly outcome: Sent;
    }
  | {
      readonly kind: 'do';
      readonly effect: string;
      readonly input: JsonObject;
      readonly outcome: EffectOutcome;
    }
);
