import type { CurrentRelease, Db, Enrollment, LockedCustomer } from '../store';
import type { FactsInHand } from './apply-facts';
import type { ApplyDeps } from './context';

/** One customer's events being worked off, under the customer's lock. */
export interface Work {
  readonly tx: Db;
  readonly customer: LockedCustomer;
  readonly deps: ApplyDeps;
  readonly release: CurrentRelease;
  readonly facts: FactsInHand;
  /** With a run, or about to have one. Read anew when one is added. */
  live: Enrollment[];
}
