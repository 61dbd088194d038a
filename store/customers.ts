import { sql } from 'kysely';
import { PermanentError, type Instant, type Json } from '../engine';
import type { Db } from './database';

export interface Customer {
  readonly id: string;
  readonly traits: Readonly<Record<string, Json>>;
  readonly email: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
  /** Numbers of the newest event accepted, applied, and rung. */
  readonly arrived: number;
  readonly applied: number;
  readonly rung: number;
  readonly erasedAt: Instant | null;
  /** Facts are to be folded anew over all applied events: `appliedEvents`, `replaceFacts`. */
  readonly refold: boolean;
}

/** A customer whose row is ours until the transaction ends. `now`: read after the lock was held. */
export interface LockedCustomer extends Customer {
  readonly now: Instant;
}

type Row<T> = T & { readonly mergedInto: string | null };

const COLUMNS = sql`id, traits, email, phone, locale, time_zone as "timeZone", arrived, applied, rung,
  erased_at as "erasedAt", refold, merged_into as "mergedInto"`;

function whole<T extends object>({ mergedInto: _, ...customer }: Row<T>): Omit<T, 'mergedInto'> {
  return customer;
}

/**
 * Locks the customer's row; one that was merged stands for the one it is now, so use the `id` of the answer.
 * Read everything else in later statements: this one's snapshot may be older than its lock.
 * @throws PermanentError `CUSTOMER_UNKNOWN`
 */
export async function lockCustomer(tx: Db, id: string): Promise<LockedCustomer> {
  // The outer select runs after the inner one has its lock, and so does its clock.
  const { rows } = await sql<Row<LockedCustomer>>`
    select locked.*, perennial_now() as now
    from (select ${COLUMNS} from customers where id = ${id} for update) locked`.execute(tx);
  const [row] = rows;
  if (!row) throw new PermanentError('CUSTOMER_UNKNOWN', { customer: id });
  return row.mergedInto === null ? whole(row) : lockCustomer(tx, row.mergedInto);
}

/**
 * Locks many customers in the order of their ids, so that two such calls never wait for each other.
 * @returns by the id asked for; ids that do not exist are left out
 */
export async function lockCustomers(
  tx: Db,
  ids: readonly string[],
): Promise<Map<string, LockedCustomer>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Row<LockedCustomer>>`
    select locked.*, perennial_now() as now
    from (select ${COLUMNS} from customers where id = any(${[...ids]}::text[]) order by id for update) locked`.execute(
    tx,
  );
  const locked = new Map<string, LockedCustomer>();
  for (const row of rows) {
    const one = row.mergedInto === null ? whole(row) : await lockCustomer(tx, row.mergedInto);
    locked.set(row.id, one);
  }
  return locked;
}

/** Locks a page of all customers, in the order of their ids. Read what is known of them in later statements. */
export async function lockPage(
  tx: Db,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from customers where id > ${after} order by id limit ${limit} for update`.execute(tx);
  return rows.map(({ id }) => id);
}

export async function readCustomer(db: Db, id: string): Promise<Customer | undefined> {
  const { rows } = await sql<
    Row<Customer>
  >`select ${COLUMNS} from customers where id = ${id}`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  return row.mergedInto === null ? whole(row) : readCustomer(db, row.mergedInto);
}
