import type { Calls, EffectOutcome, Instant, Json, JsonObject, Sent } from '../engine';

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

/** What came of a step, and what it asked for. */
interface Outcome {
  readonly step: string;
  readonly value: Json;
  readonly at: Instant;
  readonly asked: Calls['send' | 'do']['input'] | undefined;
}

/** @returns `undefined` of a step that only asks or waits */
export function actOf(
  { step, value, at: when, asked }: Outcome,
  entered: Instant,
): Act | undefined {
  if (asked === undefined) return undefined;
  const at = when - entered;
  if ('effect' in asked) {
    const { effect, input } = asked;
    return { step, at, kind: 'do', effect, input, outcome: value as EffectOutcome };
  }
  const { template, props, channel, within } = asked;
  const so = { ...(channel && { channel }), ...(within && { within }) };
  return { step, at, kind: 'send', template, props, ...so, outcome: value as Sent };
}
