import { sql } from 'kysely';
import type { LockedCustomer } from './customers';
import type { Db } from './database';

/** Tables whose rows simply change hands. */
const THEIRS = ['events', 'enrollments', 'messages', 'offers', 'identities'] as const;

async function moveRows(tx: Db, from: string, into: string): Promise<void> {
  for (const table of THEIRS) {
    await sql`update ${sql.table(table)} set customer = ${into} where customer = ${from}`.execute(
      tx,
    );
  }
  await sql`
    insert into splits (customer, name, arm, at) select ${into}::text, name, arm, at from splits where customer = ${from}
    on conflict do nothing`.execute(tx);
  await sql`
    insert into consents (customer, topic, channel, granted, at, source)
    select ${into}::text, topic, channel, granted, at, source from consents where customer = ${from}
    on conflict (customer, topic, channel) do update
      set granted = excluded.granted, at = excluded.at, source = excluded.source
      where consents.at < excluded.at or (consents.at = excluded.at and not excluded.granted)`.execute(
    tx,
  );
  await sql`
    insert into due (customer, trigger, at, since, occurrence)
    select ${into}::text, trigger, at, since, occurrence from due where customer = ${from}
    on conflict (customer, trigger) do update
      set at = excluded.at, since = excluded.since, occurrence = excluded.occurrence
      where coalesce(excluded.since, excluded.at) < coalesce(due.since, due.at)`.execute(tx);
  for (const table of ['splits', 'consents', 'facts', 'due'] as const) {
    await sql`delete from ${sql.table(table)} where customer = ${from}`.execute(tx);
  }
}

/** One customer is in a journey once for each `per` value: of two runs the older goes on, whatever a wait may take. */
async function endYounger(tx: Db, customer: string): Promise<void> {
  await sql`
    update enrollments e set verdict = 'merged'
    where e.customer = ${customer} and e.state in ('starting', 'running') and (e.verdict is null or e.verdict = 'converted')
      and exists (select 1 from enrollments o where o.customer = e.customer and o.journey = e.journey and o.per = e.per
        and o.state in ('starting', 'running') and (o.verdict is null or o.verdict = 'converted')
        and (o.entered_at, o.id) < (e.entered_at, e.id))`.execute(tx);
}

/**
 * What the one did may be what a run of the other waits for, or its goal or exit: from the oldest live run's entry on,
 * all is to be looked at and rung once more.
 * @returns the number that everything is rung up to
 */
async function forgetRung(tx: Db, customer: string, rung: number): Promise<number> {
  const { rows } = await sql<{ since: number | null }>`
    select min(event_number) as since from enrollments
    where customer = ${customer} and state in ('starting', 'running')`.execute(tx);
  const since = rows[0]?.since ?? null;
  if (since === null) return rung;
  await sql`
    update events set done_at = null where customer = ${customer} and number > ${since}::bigint and done_at is not null`.execute(
    tx,
  );
  return Math.min(rung, since);
}

/**
 * Makes one customer of two whose rows are locked. Enrollments and their runs go on under the one that stays,
 * but one run of a journey and `per` value: the older; what it knows of itself counts for more. Facts are folded anew by the relay (`refold`), and the events that
 * either had not applied or rung are still to be.
 */
export async function mergeCustomer(
  tx: Db,
  from: LockedCustomer,
  into: LockedCustomer,
): Promise<LockedCustomer> {
  await moveRows(tx, from.id, into.id);
  await endYounger(tx, into.id);
  const one: LockedCustomer = {
    ...into,
    traits: { ...from.traits, ...into.traits },
    email: into.email ?? from.email,
    phone: into.phone ?? from.phone,
    locale: into.locale ?? from.locale,
    timeZone: into.timeZone ?? from.timeZone,
    arrived: Math.max(from.arrived, into.arrived),
    applied: Math.min(from.applied, into.applied),
    rung: await forgetRung(tx, into.id, Math.min(from.rung, into.rung)),
    refold: true,
  };
  await sql`
    update customers set traits = ${JSON.stringify(one.traits)}::jsonb, email = ${one.email}, phone = ${one.phone},
      locale = ${one.locale}, time_zone = ${one.timeZone}, arrived = ${one.arrived}, applied = ${one.applied},
      rung = ${one.rung}, refold = true
    where id = ${into.id}`.execute(tx);
  await sql`
    update customers set traits = '{}'::jsonb, email = null, phone = null, locale = null, time_zone = null,
      arrived = 0, applied = 0, rung = 0, refold = false, merged_into = ${into.id}
    where id = ${from.id}`.execute(tx);
  return one;
}
