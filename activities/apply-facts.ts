import { lastOf, stepFacts } from '../catalog';
import type { Instant, Json, JourneySpec } from '../engine';
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
const remembered = (journeys: readonly JourneySpec[]): Set<string> =>
  new Set(
    journeys
      .flatMap(({ on }) => on)
      .flatMap((on) => ('trigger' in on && on.trigger.kind === 'inactive' ? on.trigger.of : [])),
  );

/** A customer's facts, stepped in memory and written once. */
export class FactsInHand {
  readonly #changed: Record<string, Json> = {};
  readonly #newest = new Map<string, Instant>();
  #folded = false;

  private constructor(
    private readonly tx: Db,
    private readonly customer: LockedCustomer,
    private readonly deps: ApplyDeps,
    private readonly remember: ReadonlySet<string>,
    private all: Record<string, Json>,
  ) {}

  /** Reads them; after a merge, folds them anew over all that was applied. */
  static async of(
    tx: Db,
    customer: LockedCustomer,
    deps: ApplyDeps,
    journeys: readonly JourneySpec[],
  ): Promise<FactsInHand> {
    const remember = remembered(journeys);
    if (!customer.refold) {
      return new FactsInHand(tx, customer, deps, remember, await readFacts(tx, customer.id));
    }
    const facts = new FactsInHand(tx, customer, deps, remember, {});
    facts.#folded = true;
    for await (const event of appliedEvents(tx, customer.id)) facts.step(event);
    return facts;
  }

  get states(): Readonly<Record<string, Json>> {
    return this.all;
  }

  /** Newest instants that changed, by the name of the event. */
  get newest(): ReadonlyMap<string, Instant> {
    return this.#newest;
  }

  step(event: EventRow): void {
    if (event.problems !== null) return;
    const changed = this.#stepped(event);
    Object.assign(this.#changed, changed);
    this.all = { ...this.all, ...changed };
    const newest = changed[lastOf(event.name)];
    if (typeof newest === 'number') this.#newest.set(event.name, newest);
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
