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

/** States of facts of many customers at once: a trigger that is published anew. */
export async function writeFactsOf(
  tx: Db,
  rows: readonly { readonly customer: string; readonly fact: string; readonly state: Json }[],
): Promise<void> {
  await sql`
    insert into facts (customer, fact, state)
    select customer, fact, state
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as f(customer text, fact text, state jsonb)
    order by customer, fact
    on conflict (customer, fact) do update set state = excluded.state`.execute(tx);
}

/** What a trigger is asked about. */
export interface CustomerFacts {
  readonly customer: string;
  readonly timeZone: string | null;
  readonly facts: Readonly<Record<string, Json>>;
}

/** Of these customers, those left out who are erased or merged into another. */
export async function factsOfCustomers(
  tx: Db,
  customers: readonly string[],
): Promise<CustomerFacts[]> {
  const { rows } = await sql<CustomerFacts>`
    select c.id as customer, c.time_zone as "timeZone",
      coalesce((select jsonb_object_agg(f.fact, f.state) from facts f where f.customer = c.id), '{}'::jsonb) as facts
    from customers c
    where c.id = any(${[...customers]}::text[]) and c.erased_at is null and c.merged_into is null`.execute(
    tx,
  );
  return rows;
}
