import type { Db } from '../store';

/** @returns our id of the customer whom the shop tracks under this id */
export async function customerOfUser(db: Db, userId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('identities')
    .select('customer')
    .where('kind', '=', 'user')
    .where('value', '=', userId)
    .executeTakeFirst();
  return row?.customer;
}
