import type { ShopCatalog } from '../../catalog';
import type { Json, JsonObject } from '../../engine';
import type { Act } from '../act';
import type { Path } from '../path';
import { givenBy, type Given } from './offers';

/** One thing that a story's customer gets, or that is done about them. `at`: ms after entry. */
export type Received = { readonly at: number } & (
  | {
      readonly kind: 'message';
      readonly template: string;
      readonly channel: string;
      readonly props: JsonObject;
      /** The offers whose codes it carries. */
      readonly offers: readonly Given[];
      /** How late it may still come, as the author asked for it. */
      readonly within?: string;
    }
  | { readonly kind: 'code'; readonly given: Given }
  | { readonly kind: 'effect'; readonly effect: string; readonly input: JsonObject }
  /** Meant, and not done. */
  | { readonly kind: 'nothing'; readonly what: string; readonly reason: string }
);

/** Ids of codes, as the offer they are of: what people see. */
function named(value: Json, codes: ReadonlyMap<string, Given>): Json {
  if (typeof value === 'string') return codes.get(value)?.offer ?? value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => named(one, codes));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, named(one, codes)]));
}

const codesIn = (value: Json, codes: ReadonlyMap<string, Given>): Given[] => {
  if (typeof value === 'string') return [codes.get(value)].filter((one) => one !== undefined);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((one) => codesIn(one, codes));
};

function receivedBy(act: Act, catalog: ShopCatalog, codes: Map<string, Given>): Received {
  const { at, outcome } = act;
  if (act.kind === 'send') {
    const { template, props, within } = act;
    if (act.outcome.status === 'skipped')
      return { at, kind: 'nothing', what: template, reason: act.outcome.reason };
    const { channel } = act.outcome;
    const seen = named(props, codes) as JsonObject;
    const message = { template, channel, props: seen, offers: codesIn(props, codes) };
    return { at, kind: 'message', ...message, ...(within !== undefined && { within }) };
  }
  const { effect, input } = act;
  if (outcome.status === 'refused')
    return { at, kind: 'nothing', what: effect, reason: String(outcome.reason) };
  const code = (act.outcome as { offer?: Json }).offer;
  if (effect !== 'issue-offer' || typeof code !== 'string')
    return { at, kind: 'effect', effect, input: named(input, codes) as JsonObject };
  const issued = givenBy(catalog, input);
  codes.set(code, issued);
  return { at, kind: 'code', given: issued };
}

/** What the customer of a path gets, in order. */
export function receivedOn({ acts }: Path, catalog: ShopCatalog): readonly Received[] {
  const codes = new Map<string, Given>();
  return acts.map((act) => receivedBy(act, catalog, codes));
}

/**
 * Two paths are one story when this is the same: what is received and done, when, and the end. Whatever else
 * tells them apart (what was asked, what was refused, which sample of an event came) changes nothing for anyone.
 */
export const storyKey = (received: readonly Received[], end: string): string =>
  JSON.stringify([received.filter(({ kind }) => kind !== 'nothing'), end]);
