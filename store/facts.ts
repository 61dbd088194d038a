import { sql } from 'kysely';
import type { Json } from '../engine';
import type { Db } from './database';

/** State of each fact kept with the customer, by the fact's name. */
export async function readFacts(db: Db, customer: string): Promise<Record<string, Json>> {
  const rows = await db
    .selectFrom('facts')
    .select(['fact', 'state'])
    .where('customer', '=', customer)
    .execute();
  return Object.fromEntries(rows.map(({ fact, state }) => [fact, state]));
}

export async function writeFacts(
  tx: Db,
  customer: string,
  changed: Readonly<Record<string, Json>>,
): Promise<void> {
  const rows = Object.entries(changed).map(([fact, state]) => ({
    customer,
    fact,
    state: JSON.stringify(state),
  }));
  if (rows.length === 0) return;
  await tx
    .insertInto('facts')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['customer', 'fact'])
        .doUpdateSet((set) => ({ state: set.ref('excluded.state') })),
    )
    .execute();
}

/** Facts folded anew over all applied events take the place of those there were; the customer's `refold` is settled. */
export async function replaceFacts(
  tx: Db,
  customer: string,
  facts: Readonly<Record<string, Json>>,
): Promise<void> {
  await tx.deleteFrom('facts').where('customer', '=', customer).execute();
  await writeFacts(tx, customer, facts);
  await tx.updateTable('customers').set({ refold: false }).where('id', '=', customer).execute();
}

/** One fact of all customers, by pages in the order of their ids: for triggers that are published anew. */
export async function scanFact(
  db: Db,
  fact: string,
  page: { after?: string; limit: number },
): Promise<{ customer: string; state: Json }[]> {
  const { rows } = await sql<{ customer: string; state: Json }>`
    select customer, state from facts where fact = ${fact} and customer > ${page.after ?? ''}
    order by customer limit ${page.limit}`.execute(db);
  return rows;
}
