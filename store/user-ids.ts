import type { Db } from './database';
import { storable } from './storable';

/** @returns our id of the customer whom the shop tracks under this id */
export async function customerOfUser(db: Db, userId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('identities')
    .select('customer')
    .where('kind', '=', 'user')
    .where('value', '=', storable(userId))
    .executeTakeFirst();
  return row?.customer;
}

/** The ids that the shop tracks a customer with. Personal: one may be an address. */
export async function userIdsOf(db: Db, customer: string): Promise<string[]> {
  const rows = await db
    .selectFrom('identities')
    .select('value')
    .where('customer', '=', customer)
    .where('kind', '=', 'user')
    .orderBy('value')
    .execute();
  return rows.map(({ value }) => value);
}
