import type { FactStates } from '../catalog';
import type { Instant, JourneySpec } from '../engine';
import {
  keptLook,
  lookAfterEvent,
  lookHere,
  triggersOf,
  type KeptLook,
  type KeyedTrigger,
} from '../gate';
import { changeDue, dueOf, type Db, type LockedCustomer } from '../store';
import type { FactsInHand } from './apply-facts';
import type { ApplyDeps } from './context';
import { knownOf, readHours } from './due';
import { nameOf } from './failures';

/** When to look at a customer for each trigger: changed in memory as events are applied, and written once. */
export class DueInHand {
  readonly #changed = new Map<string, KeptLook | undefined>();

  private constructor(
    private readonly tx: Db,
    private readonly customer: LockedCustomer,
    private readonly deps: ApplyDeps,
    private readonly facts: FactsInHand,
    private readonly triggers: readonly KeyedTrigger[],
    private readonly hours: boolean,
    private readonly due: Map<string, KeptLook | undefined>,
  ) {}

  static async of(
    tx: Db,
    customer: LockedCustomer,
    deps: ApplyDeps,
    facts: FactsInHand,
    journeys: readonly JourneySpec[],
  ): Promise<DueInHand> {
    const triggers = triggersOf(journeys);
    // Silence is counted from its events alone: what was due is not asked.
    const asked = triggers.some(({ trigger }) => trigger.kind !== 'inactive');
    const due = asked ? await dueOf(tx, customer.id) : new Map<string, KeptLook>();
    const hours = await readHours(tx, triggers);
    return new DueInHand(tx, customer, deps, facts, triggers, hours, due);
  }

  /**
   * An event was applied.
   * @param before - the facts before it; left out: all are new, for two customers are one now
   */
  stepped(at: Instant, before?: FactStates): void {
    for (const keyed of this.triggers) {
      try {
        this.#look(keyed, at, before);
      } catch (error) {
        // One bad segment must not hold up all that this customer does.
        const { key } = keyed;
        this.deps.log.error({ trigger: key, error: nameOf(error) }, 'a trigger threw; left as is');
      }
    }
  }

  #look(keyed: KeyedTrigger, at: Instant, before: FactStates | undefined): void {
    const known = knownOf(this.deps, this.customer, this.facts.states, this.hours);
    const was = this.due.get(keyed.key);
    const due = was && lookHere(keyed, known, was);
    const { next, keep } = lookAfterEvent(keyed, { known, ...(before && { before }) }, due, at);
    if (keep) this.facts.keep(keep);
    if (next === was?.at) return;
    const look = next === undefined ? undefined : keptLook(keyed, known, next);
    this.due.set(keyed.key, look);
    this.#changed.set(keyed.key, look);
  }

  async save(): Promise<void> {
    await changeDue(this.tx, this.customer.id, this.#changed);
  }
}
