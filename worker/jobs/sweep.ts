import {
  applyPending,
  lookAtDue,
  placeOf,
  putOff,
  triggersOf,
  type ApplyDeps,
  type KeyedTrigger,
} from '../../activities';
import { TransientError } from '../../engine';
import {
  currentRelease,
  dropDue,
  inTransaction,
  lockCustomer,
  now,
  takeDue,
  type Due,
  type Store,
} from '../../store';
import { isOurs } from '../guard';

const BATCH = 200;
/** Customers looked at at once, a transaction each: few beside what the relay works off meanwhile. */
const AT_ONCE = 5;
/** The lock of the `due` table's one loop, and of whoever writes it in bulk. */
export const DUE_LOCK = 'perennial-due';

export interface SweepDeps {
  readonly store: Store;
  readonly apply: ApplyDeps;
  /** Rows taken at once. */
  readonly batch?: number;
}

/** What has come due for one customer, looked at again with everything applied that was accepted. */
async function lookAgain(
  { store, apply }: SweepDeps,
  customer: string,
  rows: readonly Due[],
  triggers: ReadonlyMap<string, KeyedTrigger>,
): Promise<number> {
  return inTransaction(store, async (tx) => {
    const locked = await applyPending(tx, await lockCustomer(tx, customer), apply);
    // Whoever turned out to be another customer is looked at as that one.
    if (locked.id !== customer) await dropDue(tx, rows);
    return lookAtDue(tx, locked, triggers, apply);
  });
}

/** One customer whose events cannot be worked off must not keep the others from being looked at. */
async function skip(
  { store, apply }: SweepDeps,
  customer: string,
  rows: readonly Due[],
  error: unknown,
): Promise<number> {
  if (error instanceof TransientError) throw error;
  const why = isOurs(error) ? { code: error.code } : { at: placeOf(error) };
  apply.log.error({ customer, ...why }, 'what is due is looked at again later');
  const triggers = rows.map(({ trigger }) => trigger);
  await putOff(store.db, customer, triggers, await now(store.db));
  return 0;
}

function byCustomer(rows: readonly Due[]): Map<string, Due[]> {
  const grouped = new Map<string, Due[]>();
  for (const row of rows) grouped.set(row.customer, [...(grouped.get(row.customer) ?? []), row]);
  return grouped;
}

/** One after the other, of those that nobody else has taken. @returns how many events were written */
async function lookAtThese(
  deps: SweepDeps,
  customers: IterableIterator<[string, Due[]]>,
  triggers: ReadonlyMap<string, KeyedTrigger>,
  lost: AbortSignal,
): Promise<number> {
  let written = 0;
  for (const [customer, theirs] of customers) {
    if (lost.aborted) break;
    written += await lookAgain(deps, customer, theirs, triggers).catch((error: unknown) =>
      skip(deps, customer, theirs, error),
    );
  }
  return written;
}

/** What they all came to, once none is under way any more. @throws what the first of them threw */
async function allOver<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

const sum = (all: readonly number[]): number => all.reduce((one, other) => one + other, 0);

async function sweepAlone(deps: SweepDeps, lost: AbortSignal): Promise<number> {
  const { batch = BATCH, store } = deps;
  const { db } = store;
  let written = 0;
  while (!lost.aborted) {
    const release = await currentRelease(db);
    if (!release) break;
    const rows = await takeDue(db, await now(db), batch);
    const triggers = new Map(triggersOf(release.journeys).map((one) => [one.key, one]));
    const customers = byCustomer(rows).entries();
    const some = Array.from({ length: AT_ONCE }, () =>
      lookAtThese(deps, customers, triggers, lost),
    );
    written += sum(await allOver(some));
    if (rows.length < batch) break;
  }
  return written;
}

/**
 * One pass over what is due; it costs what has come due, not what there is. Where another process sweeps, nothing.
 * @returns how many events were written
 */
export const sweep = async (deps: SweepDeps): Promise<number> =>
  (await deps.store.withAdvisoryLock(DUE_LOCK, (lost) => sweepAlone(deps, lost))) ?? 0;
