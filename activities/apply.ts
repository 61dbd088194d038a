import type { Db, LockedCustomer } from '../store';
import type { ApplyDeps } from './context';

/**
 * The relay's step for one customer, inside the caller's transaction and under the customer's lock: facts,
 * conversions, exits, due rows and enrollments as `starting`, for every accepted event not yet applied.
 * Does nothing while no release is current. @returns the customer, `applied` brought up to date
 */
export declare function applyPending(
  tx: Db,
  customer: LockedCustomer,
  deps: ApplyDeps,
): Promise<LockedCustomer>;
