import type { ShopCatalog } from '../../catalog';
import type { EarlierEnrollment, EventRecord, Instant, RunInput, Scalar } from '../../engine';
import type { Known } from '../../gate';
import { Customer } from '../customer';
import type { Chapter } from '../diary';
import type { Played } from './ground';
import type { Profile } from './history';
import type { Running } from './running';

/** One entry that was not turned away. */
export interface Enrollment {
  readonly id: string;
  readonly person: Person;
  readonly journey: Played;
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
  /** Of somebody who is followed. */
  chapter?: Chapter;
}

/** What its run is started with. */
export function inputOf(
  { id, person, journey: { spec } }: Enrollment,
  event: EventRecord,
  value: Scalar | undefined,
): RunInput {
  return {
    ...{ enrollment: id, journey: spec.id, customer: person.id, event },
    ...{ release: 'backtest', generation: 0 },
    ...(spec.per !== undefined && value !== undefined && { per: { field: spec.per, value } }),
  };
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
    catalog: ShopCatalog,
    readonly id: string,
    { consents = [], ...profile }: Profile,
    shopZone: string,
    start: Instant,
  ) {
    this.zone = profile.zone ?? shopZone;
    const before = consents.filter(({ at }) => at === undefined);
    this.customer = new Customer(catalog, { ...profile, consents: before }, id, start);
  }

  /** As triggers know them. @param facts - that triggers ask for */
  known(facts: readonly string[]): Known {
    const { zone, customer } = this;
    return { catalog: customer.asKnown, states: customer.known.states(facts), zone, hours: true };
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

  earlier({ spec }: Played, per: string): EarlierEnrollment[] {
    return this.enrollments
      .filter((one) => one.journey.spec.id === spec.id && one.per === per)
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
