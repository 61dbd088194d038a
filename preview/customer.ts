import { checkEvent, publicFields, type ShopCatalog } from '../catalog';
import { armOf, bucket, type Channel, type Instant, type Json } from '../engine';
import { isAllowed, isWithdrawn, type ChannelFacts, type ConsentWord } from '../gate';
import { cannotPlay } from './cannot-play';
import { Facts } from './facts';
import type { Consent, Scenario, ScenarioEvent } from './scenario';

/**
 * Which event of the catalogue a scenario means, with all its properties.
 * @param about - fields of a sample that are so where it comes: the message that it is about, what a wait asks for
 */
export function propertiesOf(
  catalog: ShopCatalog,
  { event, sample, properties }: ScenarioEvent,
  about: Readonly<Record<string, Json>> = {},
): Readonly<Record<string, Json>> {
  if (properties && sample === undefined) return properties;
  const { samples = {}, schema } = catalog.events[event] ?? {};
  const named = sample === undefined ? Object.values(samples)[0] : samples[sample];
  const fields = Object.entries(about).filter(([field]) =>
    Object.hasOwn(schema?.shape ?? {}, field),
  );
  return { ...named, ...Object.fromEntries(fields), ...properties } as typeof about;
}

/** Facts and segments that stand whatever the events say. */
interface Standing {
  readonly facts: Readonly<Record<string, Json>>;
  readonly segments: Readonly<Record<string, boolean>>;
}

/** What is known of a scenario's customer, and what they may be sent. */
export class Customer {
  /** As their events say. */
  readonly known: Facts;
  #facts: Readonly<Record<string, Json>>;
  #segments: Readonly<Record<string, boolean>>;
  #asKnown: ShopCatalog | undefined;
  readonly #words: ConsentWord[];
  readonly #arms: Record<string, string>;
  readonly #issued: Record<string, number>;
  /** When each of their codes is over. */
  readonly #codes = new Map<string, Instant>();

  constructor(
    readonly catalog: ShopCatalog,
    private readonly scenario: Scenario,
    private readonly id: string,
    start: Instant,
  ) {
    this.known = new Facts(catalog);
    this.#facts = scenario.facts ?? {};
    this.#segments = scenario.segments ?? {};
    this.#arms = { ...scenario.arms };
    this.#issued = { ...scenario.issued };
    const said = scenario.consents ?? [];
    this.#words = said.map((word, order) => ({ ...word, at: start - said.length + order }));
  }

  /** The ones named replace those before. */
  set({ facts, segments }: Partial<Standing>): void {
    this.#asKnown = undefined;
    this.#facts = { ...this.#facts, ...facts };
    this.#segments = { ...this.#segments, ...segments };
  }

  /** The catalogue as triggers read it of this customer: what stands, stands. */
  get asKnown(): ShopCatalog {
    return (this.#asKnown ??= this.#asItStands());
  }

  #asItStands(): ShopCatalog {
    const [facts, segments] = [Object.entries(this.#facts), Object.entries(this.#segments)];
    if (facts.length + segments.length === 0) return this.catalog;
    const { catalog } = this;
    const set = facts.flatMap(([name, value]) => {
      const fact = catalog.facts[name];
      return fact ? [[name, { ...fact, value: () => value }] as const] : [];
    });
    const isIn = segments.map(([name, is]) => [name, { facts: [], test: () => is }] as const);
    return {
      ...catalog,
      facts: { ...catalog.facts, ...Object.fromEntries(set) },
      segments: { ...catalog.segments, ...Object.fromEntries(isIn) },
    };
  }

  get standing(): Standing {
    return { facts: this.#facts, segments: this.#segments };
  }

  restore({ facts, segments }: Standing): void {
    this.#asKnown = undefined;
    this.#facts = facts;
    this.#segments = segments;
  }

  check(event: ScenarioEvent): { known: boolean; problems: string[] } {
    return checkEvent(this.catalog, event.event, propertiesOf(this.catalog, event));
  }

  /** An event steps the facts; one that does not fit changes nothing. @returns what a run may see of it */
  happened(event: ScenarioEvent, at: Instant): Record<string, Json> {
    const { known, problems } = this.check(event);
    if (!known || problems.length > 0) return {};
    const properties = publicFields(this.catalog, event.event, propertiesOf(this.catalog, event));
    this.known.happened({ name: event.event, properties, occurredAt: at });
    return properties;
  }

  said(word: Consent, at: Instant): void {
    this.#words.push({ ...word, at });
  }

  fact(name: string, now: Instant): Json | undefined {
    return Object.hasOwn(this.#facts, name) ? this.#facts[name] : this.known.value(name, now);
  }

  isIn(segment: string, now: Instant): boolean {
    const set = Object.hasOwn(this.#segments, segment) ? this.#segments[segment] : undefined;
    return set ?? this.catalog.segments[segment]?.test((fact) => this.fact(fact, now)) ?? false;
  }

  /** Sticky by name. */
  arm(name: string, arms: Readonly<Record<string, number>>): string {
    const said = this.scenario.arms?.[name];
    if (said !== undefined && !Object.hasOwn(arms, said))
      throw cannotPlay(
        `arms: split ${name} has no arm '${said}'; there is ${Object.keys(arms).join(', ')}`,
      );
    const drawn = armOf(arms, bucket(`preview:split:${name}:${this.id}`));
    const arm = (this.#arms[name] ??= drawn);
    return Object.hasOwn(arms, arm) ? arm : drawn;
  }

  /** How many of this offer they were given. */
  had(offer: string): number {
    return this.#issued[offer] ?? 0;
  }

  give(offer: string, code: string, expiresAt: Instant): void {
    this.#issued[offer] = this.had(offer) + 1;
    this.#codes.set(code, expiresAt);
  }

  /** A code of theirs that is no good any more. */
  isOver(code: string, now: Instant): boolean {
    return (this.#codes.get(code) ?? Infinity) <= now;
  }

  channels(topic: string, channels: readonly Channel[]): ChannelFacts[] {
    const { addresses, suppressed } = this.scenario;
    return channels.map((channel) => ({
      channel,
      address: addresses?.includes(channel) ?? true,
      suppressed: suppressed?.includes(channel) ?? false,
      consent: isAllowed(this.catalog, this.#words, topic, channel),
    }));
  }

  hasWithdrawn(journey: string): boolean {
    return isWithdrawn(this.catalog, this.#words, journey);
  }
}
