import { sql } from 'kysely';
import type { EventRecord, Instant } from '../engine';
import { acceptUnderLock } from './accept';
import { lockCustomer, type LockedCustomer } from './customers';
import type { Db } from './database';
import { opaqueId } from './ids';

/** Something that a person of the shop is to see to. Instants in ms since epoch, UTC. */
export interface Inquiry {
  readonly id: string;
  readonly subject: string;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  /** Who closed it. */
  readonly closedBy: string | null;
  /** Whether the customer was helped, as whoever closed it said. */
  readonly solved: boolean | null;
  readonly enrollment: string;
  readonly journey: string;
  readonly customer: string;
  /** The event that the journey began with, as the run may see it. */
  readonly event: EventRecord;
}

export interface InquiryFilter {
  readonly open?: boolean;
  readonly customer?: string;
}

const SELECT = sql`
  select i.id, i.subject, i.opened_at as "openedAt", i.closed_at as "closedAt", i.closed_by as "closedBy", i.solved,
    e.id as enrollment, e.journey, e.customer, e.event
  from inquiries i join enrollments e on e.id = i.enrollment`;

/** Accepted with the row, so that facts and waits know of it. Erased customers have no events. */
async function tell(
  tx: Db,
  customer: LockedCustomer,
  inquiry: string,
  name: 'Inquiry Opened' | 'Inquiry Closed',
  more: Readonly<Record<string, boolean>> = {},
): Promise<void> {
  if (customer.erasedAt !== null) return;
  await acceptUnderLock(tx, customer, [
    {
      source: 'inquiries',
      messageId: `${inquiry}:${name}`,
      type: 'system',
      name,
      properties: { inquiry, ...more },
    },
  ]);
}

/**
 * Opens an inquiry, once for its key. Call under the customer's lock.
 * @param key - `<enrollment>:<generation>:<step>`
 * @returns its id
 */
export async function openInquiry(
  tx: Db,
  customer: LockedCustomer,
  { key, enrollment, subject }: { key: string; enrollment: string; subject: string },
): Promise<string> {
  const id = opaqueId('inquiry', key);
  const { rows } = await sql`
    insert into inquiries (id, key, enrollment, subject, opened_at)
    values (${id}, ${key}, ${enrollment}, ${subject}, ${customer.now})
    on conflict do nothing returning id`.execute(tx);
  if (rows.length > 0) await tell(tx, customer, id, 'Inquiry Opened');
  return id;
}

export async function readInquiry(db: Db, id: string): Promise<Inquiry | undefined> {
  const { rows } = await sql<Inquiry>`${SELECT} where i.id = ${id}`.execute(db);
  return rows[0];
}

/**
 * Closes an inquiry; the first to close it stands.
 * @returns whether it was open; undefined where there is none such
 */
export async function closeInquiry(
  tx: Db,
  id: string,
  { by, solved }: { by: string; solved: boolean },
): Promise<boolean | undefined> {
  const inquiry = await readInquiry(tx, id);
  if (!inquiry) return undefined;
  const customer = await lockCustomer(tx, inquiry.customer);
  const { rows } = await sql`
    update inquiries set closed_at = ${customer.now}::bigint, closed_by = ${by}, solved = ${solved}
    where id = ${id} and closed_at is null returning id`.execute(tx);
  if (rows.length > 0) await tell(tx, customer, id, 'Inquiry Closed', { solved });
  return rows.length > 0;
}

function conditions(
  { open, customer }: InquiryFilter,
  after: readonly [number, string] | undefined,
) {
  const all = [sql`true`];
  if (open !== undefined) all.push(sql`(i.closed_at is null) = ${open}`);
  if (customer !== undefined) all.push(sql`e.customer = ${customer}`);
  if (after) all.push(sql`(i.opened_at, i.id) > (${after[0]}::bigint, ${after[1]}::text)`);
  return sql.join(all, sql` and `);
}

/** Those who wait longest first. `next` is there when there may be more. */
export async function listInquiries(
  db: Db,
  filter: InquiryFilter = {},
  { limit = 100, after }: { readonly limit?: number; readonly after?: string } = {},
): Promise<{ inquiries: Inquiry[]; next?: string }> {
  const [at, id] = after?.split('.') ?? [];
  const from = at !== undefined && id !== undefined ? ([Number(at), id] as const) : undefined;
  const { rows } = await sql<Inquiry>`${SELECT} where ${conditions(filter, from)}
    order by i.opened_at, i.id limit ${limit}`.execute(db);
  const last = rows.at(-1);
  const next = last && rows.length === limit ? `${last.openedAt}.${last.id}` : undefined;
  return { inquiries: rows, ...(next !== undefined && { next }) };
}
