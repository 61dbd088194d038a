import { sql } from 'kysely';
import type { Db } from './database';
import { ENROLLMENT_COLUMNS, type Enrollment } from './enrollments';

/**
 * Leases customers who have events to work off, or runs to start, and whom nobody else has; those
 * longest waiting first. By real time of the database. A customer whose row is locked is passed over.
 * @returns their ids
 */
export async function leaseCustomers(
  db: Db,
  owner: string,
  limit: number,
  leaseMs: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with arrived as (
      select id from customers
      where arrived > rung and (relay_until is null or relay_until <= clock_timestamp())
      order by arrived limit ${limit} for update skip locked),
    starting as (
      select c.id from enrollments e join customers c on c.id = e.customer
      where e.state = 'starting' and (c.relay_until is null or c.relay_until <= clock_timestamp())
      limit ${limit} for update of c skip locked),
    picked as (select id from arrived union select id from starting limit ${limit})
    update customers set relay_owner = ${owner}, relay_until = clock_timestamp() + ${leaseMs} * interval '1 ms'
    from picked where customers.id = picked.id
    returning customers.id`.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * Gives a lease back, if it is still ours.
 * @param again - real ms for which nobody is to take the customer: something failed
 * @returns whether events came meanwhile: there is more to work off
 */
export async function releaseCustomer(
  db: Db,
  owner: string,
  customer: string,
  { again }: { again?: number } = {},
): Promise<boolean> {
  const { rows } = await sql<{ behind: boolean }>`
    update customers set relay_owner = null,
      relay_until = case when ${again ?? null}::float8 is null then null
        else clock_timestamp() + ${again ?? null}::float8 * interval '1 ms' end
    where id = ${customer} and relay_owner = ${owner} returning arrived > rung as behind`.execute(
    db,
  );
  return rows[0]?.behind ?? false;
}

/** Gives all leases back. Only for who knows that nobody else works here: what held them is gone. */
export async function releaseAllCustomers(db: Db): Promise<void> {
  await sql`
    update customers set relay_owner = null, relay_until = null where relay_until is not null`.execute(
    db,
  );
}

/** Customers with runs that are yet to be started. */
export async function customersWithStarting(db: Db, limit: number): Promise<string[]> {
  const { rows } = await sql<{ customer: string }>`
    select distinct customer from enrollments where state = 'starting' limit ${limit}`.execute(db);
  return rows.map(({ customer }) => customer);
}

/** Customers with events that are not worked off, whoever leases them. */
export async function countBehind(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from customers where arrived > rung`.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * Running enrollments that sit in no open wait, or have a verdict: what an operator did to them may have rung
 * while nobody listened. By id, from `after` on.
 */
export async function runsToRing(
  db: Db,
  { after, limit }: { after: string; limit: number },
): Promise<Enrollment[]> {
  const { rows } = await sql<Enrollment>`
    select ${ENROLLMENT_COLUMNS} from enrollments e
    where e.state = 'running' and e.id > ${after}
      and (e.verdict is not null
        or not exists (select 1 from waits w where w.enrollment = e.id and w.until > perennial_now()))
    order by e.id limit ${limit}`.execute(db);
  return rows;
}

/** Running enrollments by id, from `after` on: for looking at all of them a few at a time. */
export async function runningEnrollments(
  db: Db,
  { after, limit }: { after: string; limit: number },
): Promise<Enrollment[]> {
  const { rows } = await sql<Enrollment>`
    select ${ENROLLMENT_COLUMNS} from enrollments e
    where e.state = 'running' and e.id > ${after} order by e.id limit ${limit}`.execute(db);
  return rows;
}
