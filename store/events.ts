import { sql } from 'kysely';
import type { Instant, Json, Scalar } from '../engine';
import type { LockedCustomer } from './customers';
import type { Db } from './database';
import type { EventsTable } from './schema';

/** A whole event, personal fields too. Instants in ms since epoch, UTC. */
export interface EventRow {
  /** Arrival number: in order of acceptance for one customer. */
  readonly number: number;
  readonly id: string;
  readonly source: string;
  readonly messageId: string;
  readonly customer: string;
  readonly type: EventsTable['type'];
  readonly name: string;
  readonly properties: Readonly<Record<string, Json>>;
  readonly occurredAt: Instant;
  readonly acceptedAt: Instant;
  /** Why it starts nothing, or null. */
  readonly problems: readonly string[] | null;
  /** The one journey a trigger's event is addressed to. */
  readonly journey: string | null;
  readonly appliedAt: Instant | null;
  readonly doneAt: Instant | null;
}

export const EVENT_COLUMNS = sql`number, id, source, message_id as "messageId", customer, type, name, properties,
  occurred_at as "occurredAt", accepted_at as "acceptedAt", problems, journey, applied_at as "appliedAt", done_at as "doneAt"`;

const PAGE = 200;
/** Events are numbered before they are committed: of so many, one may still appear. */
const IN_FLIGHT = 10_000;

/** Accepted events whose step is not yet applied, in order. */
export async function pendingEvents(tx: Db, customer: LockedCustomer): Promise<EventRow[]> {
  if (customer.arrived <= customer.applied) return [];
  const { rows } = await sql<EventRow>`
    select ${EVENT_COLUMNS} from events
    where customer = ${customer.id} and number > ${customer.applied} and applied_at is null
    order by number`.execute(tx);
  return rows;
}

/** All applied events in order, page by page: what facts are folded from anew. */
export async function* appliedEvents(tx: Db, customer: string): AsyncGenerator<EventRow> {
  let after = 0;
  for (;;) {
    const { rows } = await sql<EventRow>`
      select ${EVENT_COLUMNS} from events
      where customer = ${customer} and number > ${after} and applied_at is not null
      order by number limit ${PAGE}`.execute(tx);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.number;
  }
}

/** Notes that the facts, enrollments and verdicts of these events are written. */
export async function markApplied(
  tx: Db,
  customer: string,
  upTo: number,
  at: Instant,
): Promise<void> {
  await sql`
    with marked as (
      update events set applied_at = ${at}::bigint
      where customer = ${customer} and applied_at is null and number <= ${upTo}::bigint
        and number > (select applied from customers where id = ${customer}))
    update customers set applied = greatest(applied, ${upTo}::bigint) where id = ${customer}`.execute(
    tx,
  );
}

/** Events that are applied and whose runs are yet to be started or rung, in order. */
export async function eventsToRing(db: Db, customer: string): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select ${EVENT_COLUMNS} from events
    where customer = ${customer} and done_at is null and applied_at is not null
      and number > (select rung from customers where id = ${customer})
    order by number`.execute(db);
  return rows;
}

/**
 * Notes that runs were started and rung for these very events, and for all up to `upTo` of which none is left.
 * What a merge brought meanwhile is still to be rung.
 */
export async function markRung(
  db: Db,
  customer: string,
  rung: { events: readonly string[]; upTo: number; at: Instant },
): Promise<void> {
  const done = [...rung.events];
  await sql`
    with marked as (
      update events set done_at = ${rung.at}::bigint
      where customer = ${customer} and id = any(${done}::text[]) and done_at is null and applied_at is not null),
    left_over as (
      select min(number) - 1 as number from events
      where customer = ${customer} and done_at is null and number <= ${rung.upTo}::bigint
        and number > (select rung from customers where id = ${customer}) and not (id = any(${done}::text[])))
    update customers c set rung = greatest(c.rung, least(c.applied, ${rung.upTo}::bigint, (select number from left_over)))
    where c.id = ${customer}`.execute(db);
}

/** Events above it may yet be applied, or be seen for the first time by who reads later. */
export async function settledNumber(db: Db): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select least(
      (select coalesce(max(number), 0) from events) - ${IN_FLIGHT},
      (select min(e.number) - 1 from customers c cross join lateral (
        select number from events
        where customer = c.id and number > c.applied and applied_at is null order by number limit 1) e
      where c.arrived > c.rung)) as number`.execute(db);
  return Math.max(0, rows[0]?.number ?? 0);
}

/** Customers of whom events above `number` were applied since an instant, with when the last of them was. */
export async function appliedSince(
  db: Db,
  { number, since }: { readonly number: number; readonly since: Instant },
): Promise<Map<string, Instant>> {
  const { rows } = await sql<{ customer: string; at: Instant }>`
    select customer, max(applied_at) as at from events
    where number > ${number}::bigint and applied_at >= ${since}::bigint group by customer order by customer`.execute(
    db,
  );
  return new Map(rows.map(({ customer, at }) => [customer, at]));
}

export interface UntakenQuery {
  readonly enrollment: string;
  readonly generation: number;
  readonly customer: string;
  readonly names: readonly string[];
  /** Number of the entry event, or of the last event looked at. */
  readonly afterNumber: number;
  /** Only events accepted before this instant. */
  readonly acceptedBefore?: Instant;
  /** Only events whose fields equal these. */
  readonly where?: Readonly<Record<string, Scalar>>;
}

/** Valid events, in order of arrival, that no wait of this enrollment and generation has taken; page by page. */
export async function* untakenEvents(tx: Db, query: UntakenQuery): AsyncGenerator<EventRow> {
  let after = query.afterNumber;
  for (;;) {
    const { rows } = await sql<EventRow>`
      select ${EVENT_COLUMNS} from events
      where customer = ${query.customer} and number > ${after} and name = any(${[...query.names]}::text[])
        and problems is null and properties @> ${JSON.stringify(query.where ?? {})}::jsonb
        and (${query.acceptedBefore ?? null}::bigint is null or accepted_at < ${query.acceptedBefore ?? null}::bigint)
        and not exists (select 1 from steps where steps.enrollment = ${query.enrollment}
          and steps.generation = ${query.generation} and steps.event_id = events.id)
      order by number limit ${PAGE}`.execute(tx);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.number;
  }
}
