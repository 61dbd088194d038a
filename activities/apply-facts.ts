import { stepFacts } from '../catalog';
import type { Json, JourneySpec } from '../engine';
import { insideOf, triggersOf, type KeyedTrigger } from '../gate';
import {
  appliedEvents,
  readFacts,
  replaceFacts,
  writeFacts,
  type Db,
  type EventRow,
  type LockedCustomer,
} from '../store';
import type { ApplyDeps } from './context';
import { nameOf } from './failures';

/** Events that some `inactive` trigger counts from: of those alone the newest instant is kept. */
const remembered = (triggers: readonly KeyedTrigger[]): Set<string> =>
  new Set(triggers.flatMap(({ trigger }) => (trigger.kind === 'inactive' ? trigger.of : [])));

/** A customer's facts, stepped in memory and written once. */
export class FactsInHand {
  readonly #changed: Record<string, Json> = {};
  #folded = false;

  private constructor(
    private readonly tx: Db,
    private readonly customer: LockedCustomer,
    private readonly deps: ApplyDeps,
    private readonly remember: ReadonlySet<string>,
    private all: Record<string, Json>,
  ) {}

  /**
   * Reads them; after a merge, folds them anew over all that was applied.
   * @param pending - events that are yet to be applied
   */
  static async of(
    tx: Db,
    customer: LockedCustomer,
    deps: ApplyDeps,
    journeys: readonly JourneySpec[],
    pending: readonly EventRow[],
  ): Promise<FactsInHand> {
    const triggers = triggersOf(journeys);
    const remember = remembered(triggers);
    if (!customer.refold) {
      return new FactsInHand(tx, customer, deps, remember, await readFacts(tx, customer.id));
    }
    const facts = new FactsInHand(tx, customer, deps, remember, {});
    facts.#folded = true;
    const told = new Map<string, EventRow>();
    const tell = (event: EventRow): void => {
      if (event.journey !== null) told.set(`${event.journey} ${event.name}`, event);
    };
    for await (const event of appliedEvents(tx, customer.id)) {
      facts.step(event);
      tell(event);
    }
    pending.forEach(tell);
    facts.#keepInside(triggers, await readFacts(tx, customer.id), told);
    return facts;
  }

  /** Who of the two was told of coming into a segment is not told again; that both are one now is no way out of it. */
  #keepInside(
    triggers: readonly KeyedTrigger[],
    before: Readonly<Record<string, Json>>,
    told: ReadonlyMap<string, EventRow>,
  ): void {
    for (const { key, trigger, journey, event } of triggers) {
      if (trigger.kind !== 'entered') continue;
      const entry = told.get(`${journey} ${event}`);
      const inside = before[insideOf(key)] ?? (entry && { since: entry.acceptedAt, told: true });
      if (inside !== undefined) this.keep({ [insideOf(key)]: inside });
    }
  }

  get states(): Readonly<Record<string, Json>> {
    return this.all;
  }

  /** What is kept with the customer beside the facts. */
  keep(states: Readonly<Record<string, Json>>): void {
    Object.assign(this.#changed, states);
    this.all = { ...this.all, ...states };
  }

  step(event: EventRow): void {
    if (event.problems !== null) return;
    this.keep(this.#stepped(event));
  }

  #stepped({ id, name, properties, occurredAt, acceptedAt }: EventRow): Record<string, Json> {
    const event = { name, properties, occurredAt: Math.min(occurredAt, acceptedAt) };
    try {
      return stepFacts(this.deps.catalog, this.all, event, this.remember);
    } catch (error) {
      // One bad fact must not hold up all that this customer does.
      this.deps.log.error(
        { event: id, name, error: nameOf(error) },
        'a fact threw; event left out',
      );
      return {};
    }
  }

  async save(): Promise<void> {
    if (this.#folded) await replaceFacts(this.tx, this.customer.id, this.all);
    else await writeFacts(this.tx, this.customer.id, this.#changed);
  }
}
