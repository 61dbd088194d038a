import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import type { Instant } from '../engine';
import type { Db } from './database';
import type { Schema } from './schema';

/** When to look at a customer for a trigger. `trigger`: `<journey>/<index in on>`. */
export interface Due {
  readonly customer: string;
  readonly trigger: string;
  readonly at: Instant;
}

/**
 * Makes `rows` all that is due for the customer.
 * @param keepOthers - leave rows of triggers that are not named as they are
 */
export async function rewriteDue(
  tx: Db,
  customer: string,
  rows: readonly Omit<Due, 'customer'>[],
  { keepOthers = false } = {},
): Promise<void> {
  const wanted = JSON.stringify(rows);
  if (!keepOthers) {
    await sql`
      delete from due where customer = ${customer}
        and trigger <> all (select trigger from jsonb_to_recordset(${wanted}::jsonb) as w(trigger text))`.execute(
      tx,
    );
  }
  if (rows.length > 0)
    await writeDue(
      tx,
      rows.map((row) => ({ ...row, customer })),
    );
}

/** Writes rows of many customers at once: an import, or a trigger that is published anew. */
export async function writeDue(db: Db, rows: readonly Due[]): Promise<void> {
  await sql`
    insert into due (customer, trigger, at)
    select customer, trigger, at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w(customer text, trigger text, at bigint)
    order by customer, trigger
    on conflict (customer, trigger) do update set at = excluded.at where due.at <> excluded.at`.execute(
    db,
  );
}

/** Earliest first, off the index on `at`: what is not due is not read. */
export const dueBy = (
  db: Db,
  now: Instant,
  limit: number,
): SelectQueryBuilder<Schema, 'due', Due> =>
  db
    .selectFrom('due')
    .select(['customer', 'trigger', 'at'])
    .where('at', '<=', now)
    .orderBy('at')
    .limit(limit);

/** Rows whose instant has come, earliest first. They stay until `dropDue` or `rewriteDue`. */
export const takeDue = (db: Db, now: Instant, limit: number): Promise<Due[]> =>
  dueBy(db, now, limit).execute();

/** Removes rows that were worked off, unless they were rewritten meanwhile. */
export async function dropDue(db: Db, rows: readonly Due[]): Promise<void> {
  await dropping(rows).execute(db);
}

/** A look-up by primary key for each row, however many others there are, or share its instant: hence no plain `=` on `at`. */
export const dropping = (rows: readonly Due[]): RawBuilder<unknown> => sql`
  delete from due
  using jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w(customer text, trigger text, at bigint)
  where due.customer = w.customer and due.trigger = w.trigger and due.at is not distinct from w.at
    and due.customer = any(${rows.map(({ customer }) => customer)}::text[])`;

/** How many rows there are, or how many are due by an instant. */
export async function countDue(db: Db, by?: Instant): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from due where ${by ?? null}::bigint is null or at <= ${by ?? null}::bigint`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}
