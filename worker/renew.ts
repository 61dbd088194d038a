import type { RunContext } from '../engine';
import {
  inTransaction,
  lockCustomer,
  markRunning,
  newGeneration,
  readEnrollment,
  type Store,
} from '../store';
import type { Renewed } from './runtime/wire';

/**
 * A run whose history is full goes on as the next generation, with all it has. Asked again, it answers the same.
 * @returns null where the run is over, or another generation was started in its place
 */
export const createRenew =
  (store: Store) =>
  (run: RunContext): Promise<Renewed | null> =>
    inTransaction(store, async (tx) => {
      await lockCustomer(tx, run.customer);
      const present = await readEnrollment(tx, run.enrollment);
      if (present?.state !== 'running') return null;
      if (present.generation > run.generation) {
        return { generation: present.generation, kept: present.kept ?? [] };
      }
      const next = await newGeneration(tx, run.enrollment, { keep: 'all' });
      // The run itself goes on as the new one: nobody is to start it.
      await markRunning(tx, [next]);
      return { generation: next.generation, kept: next.kept ?? [] };
    });
