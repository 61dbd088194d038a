import { sql } from 'kysely';
import type { Instant, Json } from '../engine';
import { writeConsents } from './consents';
import type { LockedCustomer } from './customers';
import { inTransaction, type Db, type Store } from './database';
import { unavailable } from './faults';
import { Outrun, resolveCustomers } from './identities';
import { opaqueId } from './ids';
import { patchOf } from './profile';
import type { EventsTable } from './schema';
import { storable } from './storable';

/** An event at the front door. It belongs to `customer`, else to `userId`, else to `anonymousId`. */
export interface Incoming {
  readonly source: string;
  /** Unique within its source: what comes again is acknowledged and not kept again. */
  readonly messageId: string;
  readonly type: EventsTable['type'];
  readonly userId?: string;
  readonly anonymousId?: string;
  /** Alias: the id that was used for this customer before. */
  readonly previousId?: string;
  /** Our own id, for events that the product makes. */
  readonly customer?: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, Json>>;
  /** Merged into the customer's; null removes one. `email` and `phone` are addresses. */
  readonly traits?: Readonly<Record<string, Json>>;
  readonly locale?: string;
  readonly timeZone?: string;
  /** ms since epoch, UTC; left out: when it is accepted. */
  readonly occurredAt?: Instant;
  /** Why it starts nothing: it does not fit its schema. */
  readonly problems?: readonly string[];
  /** The one journey that a trigger's event is addressed to. */
  readonly journey?: string;
  readonly consents?: readonly {
    readonly topic: string;
    readonly channel: string;
    readonly granted: boolean;
  }[];
}

export interface Accepted {
  /** The event's id, the same for a duplicate. */
  readonly id: string;
  readonly customer: string;
  readonly duplicate: boolean;
}

interface Numbered {
  readonly id: string;
  readonly number: number;
  readonly acceptedAt: Instant;
}

/** Each try that is outrun saw another succeed. */
const TRIES = 50;

type Identified = Incoming & { readonly id: string };
type Placed = Identified & { readonly owner: LockedCustomer };

/** The id of the event with this source and message id. */
export const eventId = (source: string, messageId: string): string =>
  opaqueId('event', source, messageId);

async function acceptedBefore(tx: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('events')
    .select(['id', 'customer'])
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map(({ id, customer }) => [id, customer]));
}

/** Numbers follow the list's order; `accepted_at` is read here, after all locks are held. */
async function insertEvents(tx: Db, events: readonly Placed[]): Promise<Numbered[]> {
  const rows = events.map((event, place) => ({
    place,
    id: event.id,
    source: event.source,
    message_id: event.messageId,
    customer: event.owner.id,
    type: event.type,
    name: event.name,
    // What comes for somebody erased tells that it came, and nothing of them.
    properties: event.owner.erasedAt === null ? event.properties : {},
    occurred_at: event.occurredAt === undefined ? null : Math.round(event.occurredAt),
    problems: event.problems ?? null,
    journey: event.journey ?? null,
  }));
  const inserted = await sql<Numbered>`
    insert into events (id, source, message_id, customer, type, name, properties, occurred_at, accepted_at, problems, journey)
    select e.id, e.source, e.message_id, e.customer, e.type, e.name, e.properties,
      coalesce(e.occurred_at, clock.now), clock.now, e.problems, e.journey
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(place int, id text, source text, message_id text,
      customer text, type text, name text, properties jsonb, occurred_at bigint, problems jsonb, journey text),
      (select perennial_now() as now) clock
    order by e.place
    on conflict do nothing
    returning number, id, accepted_at as "acceptedAt"`.execute(tx);
  return inserted.rows;
}

/** Moves each customer to their newest event, with what the events say of them, and tells the relay. */
async function updateCustomers(
  tx: Db,
  events: readonly Placed[],
  numbered: ReadonlyMap<string, Numbered>,
): Promise<void> {
  const byOwner = new Map<LockedCustomer, Placed[]>();
  for (const event of events) {
    if (!numbered.has(event.id)) continue;
    byOwner.set(event.owner, [...(byOwner.get(event.owner) ?? []), event]);
  }
  const rows = [...byOwner].map(([owner, theirs]) => ({
    ...patchOf(owner, theirs),
    id: owner.id,
    arrived: Math.max(...theirs.map(({ id }) => numbered.get(id)?.number ?? 0)),
  }));
  await sql`
    with moved as (
      update customers c set arrived = greatest(c.arrived, p.arrived), traits = p.traits, email = p.email,
        phone = p.phone, locale = p.locale, time_zone = p."timeZone"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(id text, arrived bigint, traits jsonb, email text,
        phone text, locale text, "timeZone" text)
      where c.id = p.id and c.id = any(${rows.map(({ id }) => id)}::text[]) returning c.id)
    select pg_notify('perennial_events', id) from moved`.execute(tx);
}

async function recordConsents(
  tx: Db,
  events: readonly Placed[],
  numbered: ReadonlyMap<string, Numbered>,
): Promise<void> {
  for (const { id, owner, source, consents = [] } of events) {
    const at = numbered.get(id)?.acceptedAt;
    if (at !== undefined) await writeConsents(tx, owner.id, consents, { at, source });
  }
}

async function acceptAll(tx: Db, incoming: readonly Identified[]): Promise<Accepted[]> {
  const before = await acceptedBefore(tx, [...new Set(incoming.map(({ id }) => id))]);
  const fresh = incoming.filter(({ id }) => !before.has(id));
  if (fresh.length === 0) return incoming.map((event) => duplicate(event, before));

  const owners = await resolveCustomers(tx, fresh);
  const placed = fresh.map((event, place) => ({
    ...event,
    owner: owners[place] as LockedCustomer,
  }));
  const numbered = new Map((await insertEvents(tx, placed)).map((row) => [row.id, row]));
  if (numbered.size > 0) {
    await updateCustomers(tx, placed, numbered);
    await recordConsents(tx, placed, numbered);
  }
  const late = placed.filter(({ id }) => !numbered.has(id)).map(({ id }) => id);
  const known =
    late.length > 0 ? new Map([...before, ...(await acceptedBefore(tx, late))]) : before;

  const answered = new Set<string>();
  const ownerOf = new Map(placed.map(({ id, owner }) => [id, owner.id]));
  return incoming.map((event) => {
    if (!numbered.has(event.id)) return duplicate(event, known);
    const again = answered.has(event.id);
    answered.add(event.id);
    return { id: event.id, customer: ownerOf.get(event.id) ?? '', duplicate: again };
  });
}

const duplicate = ({ id }: Identified, known: ReadonlyMap<string, string>): Accepted => ({
  id,
  customer: known.get(id) ?? '',
  duplicate: true,
});

const identified = (incoming: readonly Incoming[]): Identified[] =>
  incoming.map((event) => {
    const clean = storable(event);
    return { ...clean, id: eventId(clean.source, clean.messageId) };
  });

/**
 * Accepts events of a customer whose lock the transaction holds: with what it found there, as one.
 * @returns one answer for each, in order
 */
export const acceptUnderLock = (
  tx: Db,
  customer: LockedCustomer,
  incoming: readonly Omit<Incoming, 'customer'>[],
): Promise<readonly Accepted[]> =>
  acceptAll(tx, identified(incoming.map((event) => ({ ...event, customer: customer.id }))));

/**
 * Accepts events: all or none of the list, in one transaction, in order. Creates and links customers; a customer
 * known by anonymous id alone becomes, or is merged into, the one known by user id. When it returns, they are kept.
 * @returns one answer for each, in order
 * @throws TransientError `DATABASE_UNAVAILABLE`
 * @throws PermanentError `CUSTOMER_UNKNOWN` where an event names no customer, or one of ours that does not exist
 */
export async function accept(
  store: Store,
  incoming: readonly Incoming[],
): Promise<readonly Accepted[]> {
  if (incoming.length === 0) return [];
  const events = identified(incoming);
  for (let tries = 1; ; tries++) {
    try {
      return await inTransaction(store, (tx) => acceptAll(tx, events));
    } catch (error) {
      if (!(error instanceof Outrun)) throw error;
      if (tries === TRIES) throw unavailable(error);
    }
  }
}
