import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import type { Instant } from '../engine';
import type { Db } from './database';
import type { Schema } from './schema';

/** When to look. `occurrence`: the name of the date or day that is looked for. */
export interface Look {
  readonly at: Instant;
  readonly occurrence?: string | undefined;
}

/** When to look at a customer for a trigger. `trigger`: `<journey>/<index in on>`. */
export interface Due extends Look {
  readonly customer: string;
  readonly trigger: string;
}

/** When a customer is to be looked at, by trigger; a look that was put off: when it was to be. */
export async function dueOf(tx: Db, customer: string): Promise<Map<string, Look>> {
  const rows = await tx
    .selectFrom('due')
    .select(['trigger', 'occurrence', (due) => due.fn.coalesce('since', 'at').as('at')])
    .where('customer', '=', customer)
    .execute();
  return new Map(
    rows.map(({ trigger, at, occurrence }) => [
      trigger,
      { at, ...(occurrence !== null && { occurrence }) },
    ]),
  );
}

/** When to look now, by trigger; `undefined`: not any more. Triggers that are not named stay as they are. */
export async function changeDue(
  tx: Db,
  customer: string,
  changes: ReadonlyMap<string, Look | undefined>,
): Promise<void> {
  const rows: Due[] = [];
  const gone: string[] = [];
  for (const [trigger, look] of changes) {
    if (look === undefined) gone.push(trigger);
    else rows.push({ customer, trigger, ...look });
  }
  if (rows.length > 0) await writeDue(tx, rows);
  if (gone.length === 0) return;
  await tx
    .deleteFrom('due')
    .where('customer', '=', customer)
    .where('trigger', 'in', gone)
    .execute();
}

/** Writes rows of many customers at once: an import, or a trigger that is published anew. */
export async function writeDue(db: Db, rows: readonly Due[]): Promise<void> {
  await sql`
    insert into due (customer, trigger, at, occurrence)
    select customer, trigger, at, occurrence
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w(customer text, trigger text, at bigint, occurrence text)
    order by customer, trigger
    on conflict (customer, trigger) do update set at = excluded.at, since = null, occurrence = excluded.occurrence
      where (due.at, due.since, due.occurrence) is distinct from (excluded.at, null, excluded.occurrence)`.execute(
    db,
  );
}

/** Looks of a customer that have come due and failed are tried again later, and keep when they were to be. */
export async function putOffDue(
  db: Db,
  customer: string,
  triggers: readonly string[],
  { now, until }: { readonly now: Instant; readonly until: Instant },
): Promise<void> {
  await sql`
    update due set since = coalesce(since, at), at = ${until}::bigint
    where customer = ${customer} and trigger = any(${[...triggers]}::text[]) and at <= ${now}::bigint`.execute(
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

/** Rows whose instant has come, earliest first. They stay until `dropDue` or `changeDue`. */
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

/** Forgets triggers: what is due for them, and these facts that were kept for them. Of all customers, or of some. */
export async function forgetTriggers(
  db: Db,
  {
    triggers,
    facts,
    customers,
  }: {
    readonly triggers: readonly string[];
    readonly facts: readonly string[];
    readonly customers?: readonly string[] | undefined;
  },
): Promise<void> {
  if (triggers.length === 0) return;
  const theirs = customers ? sql`and customer = any(${[...customers]}::text[])` : sql``;
  await sql`delete from due where trigger = any(${[...triggers]}::text[]) ${theirs}`.execute(db);
  await sql`delete from facts where fact = any(${[...facts]}::text[]) ${theirs}`.execute(db);
}
