import type { z } from 'zod';
import type { Channel, Duration, EffectOutcome, Instant, Json } from '../engine';

/** What a reference names; it travels as an id and renders as the record. */
export type RefKind = 'offer' | 'product' | 'customer';

declare const refKind: unique symbol;
/** The id of a record of that kind. */
export type Ref<K extends RefKind> = string & { readonly [refKind]?: K };

declare const personalMark: unique symbol;
/** A schema whose value no run may see. */
export interface Personal {
  readonly [personalMark]: true;
}

/** What an event is to a policy, whatever a shop calls it. */
export type Meaning = 'order' | 'refund' | 'unsubscribe' | 'inquiry opened' | 'inquiry closed';

export interface EventEntry {
  readonly schema: z.ZodObject;
  /** What explore, simulate, check and the template tests walk. */
  readonly samples: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What the customer does then, as a story tells it: `orders`. Left out: the event's name. */
  readonly says?: string;
  readonly means?: Meaning;
  /** The field that names what it tells of. Told of the same one again, it changes no fact. */
  readonly id?: string;
  /**
   * Who alone sends it: the engine, to the journey that a trigger starts; or journeys, by the effect `track`.
   * Left out: whoever reports to the shop.
   */
  readonly by?: 'engine' | 'journeys';
}

/** `none`: always. `implied`: unless withdrawn. `express`: only once granted. */
export type Consent = 'none' | 'implied' | 'express';

/** The rules of everything that is written to people about one subject. */
export interface Topic {
  /** What people read on the unsubscribe page. */
  readonly title: string;
  readonly kind: 'transactional' | 'marketing' | 'survey' | 'review request';
  readonly consent: Readonly<Partial<Record<Channel, Consent>>>;
  /** At most so many messages of this topic to one customer in so long. */
  readonly cap?: { readonly messages: number; readonly per: Duration };
  readonly atCap: 'wait' | 'skip';
  /** Higher goes first where places are few. */
  readonly priority: number;
  /** Segments that hold it back. */
  readonly heldBy: readonly string[];
  /** Too late to be worth sending, counted from when the story came to it. */
  readonly lateAfter?: Duration;
  /** When nobody knows whether the provider took it: send again, or rather not. */
  readonly onAmbiguous: 'hold' | 'resend';
}

export interface TemplateEntry {
  readonly topic: string;
  /** In order of preference. */
  readonly channels: readonly Channel[];
  readonly props: z.ZodObject;
  /** Props that are references, or lists of references. */
  readonly refs: Readonly<Record<string, RefKind>>;
  /** Parts that one SMS of it may be billed as. 1. */
  readonly segments?: number;
}

export interface Offer {
  readonly percentOff?: number;
  /** In the shop's currency. */
  readonly amountOff?: number;
  /** What one issued code is expected to cost, in the shop's currency. */
  readonly cost: number;
  /** How long a code lives where the journey does not say. */
  readonly validity: Duration;
  /** Codes that one customer may be given, ever. */
  readonly perCustomer: number;
  /** Sum of costs per calendar month (UTC). */
  readonly budgetPerMonth: number;
}

/** An event as a fact sees it: declared fields, none personal. */
export interface FactEvent {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly occurredAt: Instant;
}

/**
 * Something known of a customer, computed from their events. Pure: the same for the store, a
 * scenario and a file. Events may come late, so a step must not depend on their order by `occurredAt`.
 */
export interface FactEntry {
  readonly on: readonly string[];
  readonly start: Json;
  step(state: Json, event: FactEvent): Json;
  value(state: Json, now: Instant): Json | undefined;
  /** When the value changes next without an event. */
  changesAt?(state: Json, now: Instant): Instant | undefined;
  readonly samples: Readonly<Record<string, Json>>;
}

/** A predicate over facts. */
export interface SegmentEntry {
  readonly facts: readonly string[];
  test(value: (fact: string) => unknown): boolean;
}

export interface EffectEntry {
  readonly input: z.ZodType;
  readonly refused: readonly string[];
  readonly samples: Readonly<Record<string, EffectOutcome>>;
}

export interface Product {
  readonly name: string;
  readonly artist: string;
  readonly format: 'CD' | 'LP' | 'bottle';
  readonly genre: string;
  readonly year: number;
  /** In the shop's currency. */
  readonly price: number;
  /** Path below the shop's url. */
  readonly path: string;
  /** One sentence of ours. */
  readonly note: string;
  /** Colours of the sleeve, `#rrggbb`. */
  readonly sleeve: { readonly ground: string; readonly ink: string };
}

/** Who writes: named in every message. */
export interface Shop {
  readonly name: string;
  readonly url: string;
  /** Postal address, one line. Marketing mail must carry it. */
  readonly address: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly locale: string;
  /** IANA zone, in which its days lie; of customers whose own is not known, too. */
  readonly timeZone: string;
  /** Of the customers it writes to: a template is tried in each. The shop's own. */
  readonly locales?: readonly string[];
  /** Expected cost of all codes that one run may give its customer, in the shop's currency. Unlimited. */
  readonly incentiveBudget?: number;
}

/** A shop's vocabulary as data: what everything outside a run reads. */
export interface ShopCatalog {
  readonly shop: Shop;
  /** Customer traits that templates may use. All are optional, all are personal. */
  readonly traits: z.ZodObject;
  readonly events: Readonly<Record<string, EventEntry>>;
  readonly topics: Readonly<Record<string, Topic>>;
  readonly templates: Readonly<Record<string, TemplateEntry>>;
  readonly offers: Readonly<Record<string, Offer>>;
  readonly products: Readonly<Record<string, Product>>;
  readonly facts: Readonly<Record<string, FactEntry>>;
  readonly segments: Readonly<Record<string, SegmentEntry>>;
  readonly effects: Readonly<Record<string, EffectEntry>>;
}
