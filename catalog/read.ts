import type { z } from 'zod';
import type { Instant, Json, JsonObject } from '../engine';
import { isPersonal } from './fields';
import type { EffectEntry, FactEvent, ShopCatalog, Topic } from './types';

type Properties = Readonly<Record<string, unknown>>;
/** A customer's facts as they are kept: state by fact name, and `last <Event>`. */
export type FactStates = Readonly<Record<string, Json>>;

/** `states[lastOf('Order Completed')]`: when the newest event of that name occurred, ms since epoch, UTC. */
export const lastOf = (event: string): string => `last ${event}`;

/** The channels on which a topic asks for consent. */
export const askingChannels = ({ consent }: Topic): string[] =>
  Object.entries(consent).flatMap(([channel, rule]) => (rule === 'none' ? [] : [channel]));

/** Whether the catalogue knows an event, and where it does not fit. Problems never quote a value. */
export function checkEvent(
  catalog: ShopCatalog,
  name: string,
  properties: Properties,
): { known: boolean; problems: string[] } {
  const entry = Object.hasOwn(catalog.events, name) ? catalog.events[name] : undefined;
  if (!entry) return { known: false, problems: [] };
  const { error } = entry.schema.safeParse(properties);
  const problems = (error?.issues ?? []).map(
    (issue) => `${issue.path.map(String).join('.') || 'properties'}: ${issue.message}`,
  );
  return { known: true, problems };
}

/** What an effect's input lacks, by field; empty where it fits. Values are never quoted: they may be personal. */
export const inputProblems = (entry: EffectEntry | undefined, input: unknown): string =>
  (entry?.input.safeParse(input).error?.issues ?? [])
    .map(({ path, code }) => `${path.map(String).join('.') || 'input'} (${code})`)
    .join(', ');

/** What a run may see of an event: declared fields, none personal; `{}` when unknown or a misfit. */
export function publicFields(
  catalog: ShopCatalog,
  name: string,
  properties: Properties,
): Record<string, Json> {
  const entry = Object.hasOwn(catalog.events, name) ? catalog.events[name] : undefined;
  const parsed = entry?.schema.safeParse(properties);
  if (!entry || !parsed?.success) return {};
  return Object.fromEntries(
    Object.entries(parsed.data as Record<string, Json>).filter(
      ([field, value]) =>
        value !== undefined && !isPersonal(entry.schema.shape[field] as z.ZodType),
    ),
  );
}

/** So many of one event are remembered: who tells of a thing a second time does it soon. */
const TOLD = 100;

/**
 * What to keep of what an event tells of: a browser and a server tell of one order under two ids of their own.
 * @returns by name, as facts are kept; `undefined` where it was told before
 */
export function toldOnce(
  { events }: ShopCatalog,
  states: FactStates,
  { name, properties }: FactEvent,
): Record<string, Json> | undefined {
  const { id } = (Object.hasOwn(events, name) && events[name]) || {};
  const one = id === undefined ? undefined : (properties[id] as Json | undefined);
  if (one === undefined) return {};
  const key = `told ${name}`;
  const before = (states[key] ?? []) as readonly Json[];
  return before.includes(one) ? undefined : { [key]: [...before.slice(1 - TOLD), one] };
}

/**
 * One event's step over a customer's facts. A misfit, an unknown event and one that is told again change nothing.
 * @param remember - events whose newest instant is kept; left out: every known one
 * @returns the states that changed, by name
 */
export function stepFacts(
  catalog: ShopCatalog,
  states: FactStates,
  event: FactEvent,
  remember?: ReadonlySet<string>,
): Record<string, Json> {
  const { known, problems } = checkEvent(catalog, event.name, event.properties);
  if (!known || problems.length > 0) return {};
  const seen = { ...event, properties: publicFields(catalog, event.name, event.properties) };
  const changed = toldOnce(catalog, states, seen);
  if (!changed) return {};
  for (const [name, fact] of Object.entries(catalog.facts)) {
    if (fact.on.includes(event.name)) changed[name] = fact.step(states[name] ?? fact.start, seen);
  }
  if (remember?.has(event.name) ?? true) {
    const last = lastOf(event.name);
    changed[last] = Math.max(Number(states[last] ?? event.occurredAt), event.occurredAt);
  }
  return changed;
}

/** @returns `undefined` for an unknown fact, or one that has no value yet */
export function factValue(
  catalog: ShopCatalog,
  fact: string,
  states: FactStates,
  now: Instant,
): Json | undefined {
  const entry = Object.hasOwn(catalog.facts, fact) ? catalog.facts[fact] : undefined;
  return entry?.value(states[fact] ?? entry.start, now);
}

/** Whether these facts put a customer in the segment at that instant; never in an unknown one. */
export function inSegment(
  catalog: ShopCatalog,
  segment: string,
  states: FactStates,
  now: Instant,
): boolean {
  const entry = Object.hasOwn(catalog.segments, segment) ? catalog.segments[segment] : undefined;
  return entry?.test((fact) => factValue(catalog, fact, states, now)) ?? false;
}

/** Topics of all templates of a journey: when consent for all of them is withdrawn, its runs end. */
export function journeyTopics(catalog: ShopCatalog, journey: string): string[] {
  const topics = Object.entries(catalog.templates)
    .filter(([name]) => name.startsWith(`${journey}/`))
    .map(([, template]) => template.topic);
  return [...new Set(topics)];
}

/** An issued offer as a template sees it. `expiresAt`: ms since epoch, UTC. */
export function offerRecord(
  catalog: ShopCatalog,
  issued: { offer: string; code: string; expiresAt: Instant },
): JsonObject | undefined {
  const offer = Object.hasOwn(catalog.offers, issued.offer)
    ? catalog.offers[issued.offer]
    : undefined;
  if (!offer) return undefined;
  return {
    code: issued.code,
    expiresAt: new Date(issued.expiresAt).toISOString(),
    ...(offer.percentOff !== undefined && { percentOff: offer.percentOff }),
    ...(offer.amountOff !== undefined && { amountOff: offer.amountOff }),
  };
}

/** A product as a template sees it, or `undefined` when it is gone. */
export function productRecord(catalog: ShopCatalog, id: string): JsonObject | undefined {
  const product = Object.hasOwn(catalog.products, id) ? catalog.products[id] : undefined;
  return product && { id, ...product, url: `${catalog.shop.url}${product.path}` };
}
