import type { ShopCatalog } from '../../catalog';
import type { EarlierEnrollment, Instant } from '../../engine';
import type { Known } from '../../gate';
import { Customer } from '../customer';
import type { Profile } from './history';
import type { Running } from './running';

/** One entry that was not turned away. */
export interface Enrollment {
  readonly id: string;
  readonly person: Person;
  readonly per: string;
  readonly enteredAt: Instant;
  readonly heldOut: boolean;
  /** End of the goal's window. */
  readonly goalUntil?: Instant;
  /** First order, or what else the goal is, in the window: theirs, or assumed. */
  organicAt?: Instant;
  assumedAt?: Instant;
  /** What last put a message off. */
  putOff?: string;
  /** At least one message went. */
  written: boolean;
  /** While it lasts. */
  running?: Running;
}

/** One that is sure to end at its next wait is not live any more. */
function isLive({ running }: Enrollment): boolean {
  const verdict = running?.world.verdict ?? null;
  return running !== undefined && (verdict === null || verdict === 'converted');
}

/** A customer of the history: what is known of them, when to look at them, and where they have been. */
export class Person {
  readonly customer: Customer;
  readonly zone: string;
  /** When to look for each trigger. */
  readonly due = new Map<string, Instant>();
  readonly enrollments: Enrollment[] = [];
  /** What looks have told, so that it is told once. */
  #told: Set<string> | undefined;
  #sent: Map<string, Instant[]> | undefined;

  constructor(
    private readonly catalog: ShopCatalog,
    readonly id: string,
    { zone, addresses, consents }: Profile,
    shopZone: string,
    start: Instant,
  ) {
    this.zone = zone ?? shopZone;
    const said = { ...(addresses && { addresses }), ...(consents && { consents }) };
    this.customer = new Customer(catalog, said, id, start);
  }

  /** As triggers know them. @param facts - that triggers ask for */
  known(facts: readonly string[]): Known {
    const { catalog, zone, customer } = this;
    return { catalog, states: customer.known.states(facts), zone, hours: true };
  }

  /** Whether this is told for the first time. */
  tells(id: string): boolean {
    const isNew = !this.#told?.has(id);
    (this.#told ??= new Set()).add(id);
    return isNew;
  }

  /** Runs that go on. */
  get live(): (Enrollment & { readonly running: Running })[] {
    return this.enrollments.filter(
      (one): one is Enrollment & { running: Running } => one.running !== undefined,
    );
  }

  earlier(per: string): EarlierEnrollment[] {
    return this.enrollments
      .filter((one) => one.per === per)
      .map((one) => ({ id: one.id, enteredAt: one.enteredAt, live: isLive(one) }));
  }

  /** When messages of a topic went to them. */
  sent(topic: string): readonly Instant[] {
    return this.#sent?.get(topic) ?? [];
  }

  wrote(topic: string, at: Instant): void {
    this.#sent ??= new Map();
    this.#sent.set(topic, [...this.sent(topic), at]);
  }
}
