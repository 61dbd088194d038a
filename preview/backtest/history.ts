import { checkEvent, publicFields, type FactEvent, type ShopCatalog } from '../../catalog';
import type { Instant, Json } from '../../engine';
import type { Consent, Scenario } from '../scenario';

/** An event that a customer really had. */
export interface PastEvent {
  readonly customer: string;
  readonly event: string;
  readonly at: Instant;
  readonly properties: Readonly<Record<string, Json>>;
}

/** One that was held against the catalogue, once for however many backtests. */
export interface CheckedEvent extends PastEvent {
  /** As facts and runs see it; left out: it does not fit its schema, or the catalogue does not know it. */
  readonly seen?: FactEvent;
  readonly problems: readonly string[];
}

/** Holds events against the catalogue. */
export function checked(catalog: ShopCatalog, events: readonly PastEvent[]): CheckedEvent[] {
  return events.map((one) => {
    const { event: name, properties, at } = one;
    const { known, problems } = checkEvent(catalog, name, properties);
    if (!known || problems.length > 0) return { ...one, problems };
    const seen = { name, properties: publicFields(catalog, name, properties), occurredAt: at };
    return { ...one, problems, seen };
  });
}

/** What is known of a customer besides their events. What is left out is as plain as can be; the zone is the shop's. */
export type Profile = Pick<
  Scenario,
  'zone' | 'addresses' | 'suppressed' | 'facts' | 'segments' | 'arms' | 'issued'
> & { readonly consents?: readonly ToldConsent[] };

/** `at`: ms since epoch, UTC; left out: before all that happened. */
export type ToldConsent = Consent & { readonly at?: Instant };

/** A line that could not be used. Values are never quoted: they may be personal. */
export interface BadLine {
  readonly line: number;
  readonly problem: string;
}

/** What was read, in order of time; at one instant as it was read. */
export interface History {
  readonly events: readonly PastEvent[];
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly bad: readonly BadLine[];
  /** Events whose name the catalogue does not have, by name: kept, but nothing starts on them. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Messages that came again. */
  readonly duplicates: number;
}
