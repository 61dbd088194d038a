import { sql } from 'kysely';
import type { EventRecord, Instant } from '../../engine';
import {
  accept,
  inTransaction,
  insertEnrollment,
  newId,
  now,
  type Db,
  type Incoming,
  type NewEnrollment,
  type NewMessage,
  type Store,
} from '../../store';
import { EVENT_COLUMNS, type EventRow } from '../../store/events';

/** An event with what a test does not care about filled in. */
export const incoming = (event: Partial<Incoming> = {}): Incoming => ({
  source: 'test',
  messageId: newId(),
  type: 'track',
  name: 'Product Viewed',
  properties: {},
  ...(event.userId || event.anonymousId || event.customer ? {} : { userId: newId() }),
  ...event,
});

/** @returns the id of a new customer */
export async function newCustomer(store: Store, event: Partial<Incoming> = {}): Promise<string> {
  const [accepted] = await accept(store, [incoming({ type: 'identify', ...event })]);
  return accepted?.customer ?? '';
}

/** Sends one event of a customer. */
export async function track(
  store: Store,
  customer: string,
  name: string,
  properties: Incoming['properties'] = {},
): Promise<string> {
  const [accepted] = await accept(store, [incoming({ customer, name, properties })]);
  return accepted?.id ?? '';
}

/** Events of a customer, newest first. */
export const eventsOf = (db: Store['db'], customer: string, limit = 200) =>
  db
    .selectFrom('events')
    .selectAll()
    .where('customer', '=', customer)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();

export const record = (name = 'Signed Up'): EventRecord => ({
  id: newId(),
  name,
  at: '2026-03-01T00:00:00.000Z',
  properties: {},
});

/** Enrolls a customer, new when none is given. */
export async function enroll(
  store: Store,
  enrollment: Partial<NewEnrollment> = {},
): Promise<NewEnrollment> {
  const customer = enrollment.customer ?? (await newCustomer(store));
  const row: NewEnrollment = {
    id: newId(),
    journey: 'welcome',
    eventId: newId(),
    eventNumber: 0,
    release: 'r1',
    state: 'starting',
    enteredAt: await now(store.db),
    event: record(),
    ...enrollment,
    customer,
  };
  await inTransaction(store, (tx) => insertEnrollment(tx, row));
  return row;
}

export function newMessage(enrollment: NewEnrollment, step = 'welcome/hello#1'): NewMessage {
  return {
    key: `${enrollment.id}:0:${step}`,
    id: newId(),
    enrollment: enrollment.id,
    customer: enrollment.customer,
    journey: enrollment.journey,
    template: 'welcome/hello',
    topic: 'offers',
    channel: 'email',
  };
}

/** The wait a run is in. */
export const waitOf = (store: Store, enrollment: string) =>
  store.db
    .selectFrom('waits')
    .select([
      'enrollment',
      'generation',
      'step',
      'kind',
      'events',
      'until',
      'opened_at as openedAt',
    ])
    .where('enrollment', '=', enrollment)
    .executeTakeFirst();

/** What an offer has cost in a month, `2026-11` in UTC. */
export async function spentOn(store: Store, offer: string, month: string): Promise<number> {
  const row = await store.db
    .selectFrom('offer_budgets')
    .select('spent')
    .where('offer', '=', offer)
    .where('month', '=', month)
    .executeTakeFirst();
  return row?.spent ?? 0;
}

export async function eventById(db: Db, id: string): Promise<EventRow | undefined> {
  const { rows } =
    await sql<EventRow>`select ${EVENT_COLUMNS} from events where id = ${id}`.execute(db);
  return rows[0];
}

/** How many looks stand in the `due` table, or how many are due by an instant. */
export async function countDue(db: Db, by?: Instant): Promise<number> {
  const rows = await db
    .selectFrom('due')
    .select('at')
    .$if(by !== undefined, (query) => query.where('at', '<=', by ?? 0))
    .execute();
  return rows.length;
}
