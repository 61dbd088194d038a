import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import type { Instant } from '../engine';
import type { Db } from './database';
import { opaqueId } from './ids';

/** A personal code. Instants in ms since epoch, UTC. */
export interface OfferCode {
  readonly id: string;
  readonly offer: string;
  readonly customer: string;
  readonly code: string;
  readonly cost: number;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

export interface NewOffer {
  /** `<enrollment>:<generation>:<step>`: the same key is the same code. */
  readonly key: string;
  readonly offer: string;
  readonly customer: string;
  readonly cost: number;
  readonly expiresAt: Instant;
  /** Codes one customer may ever get. */
  readonly perCustomer: number;
  /** Sum of costs per calendar month in UTC. */
  readonly budgetPerMonth: number;
  readonly now: Instant;
}

export type Issued =
  | { readonly status: 'done'; readonly code: OfferCode }
  | { readonly status: 'refused'; readonly reason: 'limit reached' | 'budget spent' };

/** None that is taken for another: no 0 and O, 1, I and L, U and V. */
const GLYPHS = 'ABCDEFGHJKMNPQRSTWXYZ23456789';
const COLUMNS = sql`id, offer, customer, code, cost, issued_at as "issuedAt", expires_at as "expiresAt"`;

/** 12 glyphs of 29, about 58 bits. */
function unguessableCode(): string {
  const part = () =>
    Array.from({ length: 4 }, () => GLYPHS.charAt(randomInt(GLYPHS.length))).join('');
  return `${part()}-${part()}-${part()}`;
}

/** Takes the cost out of the month's budget, or does nothing. */
async function spend(tx: Db, offer: NewOffer): Promise<boolean> {
  if (offer.cost > offer.budgetPerMonth) return false;
  const month = new Date(offer.now).toISOString().slice(0, 7);
  const { rows } = await sql`
    insert into offer_budgets as budget (offer, month, spent) values (${offer.offer}, ${month}, ${offer.cost}::numeric)
    on conflict (offer, month) do update set spent = budget.spent + excluded.spent
      where budget.spent + excluded.spent <= ${offer.budgetPerMonth}::numeric
    returning offer`.execute(tx);
  return rows.length > 0;
}

/** Issues a code and books its cost, both or neither. Call under the customer's lock. */
export async function issueOffer(tx: Db, offer: NewOffer): Promise<Issued> {
  const { rows: issued } = await sql<OfferCode & { same: boolean }>`
    select ${COLUMNS}, key = ${offer.key} as same from offers
    where key = ${offer.key} or (customer = ${offer.customer} and offer = ${offer.offer})`.execute(
    tx,
  );
  const before = issued.find(({ same }) => same);
  if (before) {
    const { same: _, ...code } = before;
    return { status: 'done', code };
  }
  if (issued.length >= offer.perCustomer) return { status: 'refused', reason: 'limit reached' };
  if (!(await spend(tx, offer))) return { status: 'refused', reason: 'budget spent' };
  const { rows } = await sql<OfferCode>`
    insert into offers (id, key, offer, customer, code, cost, issued_at, expires_at)
    values (${opaqueId('offer', offer.key)}, ${offer.key}, ${offer.offer}, ${offer.customer}, ${unguessableCode()},
      ${offer.cost}::numeric, ${offer.now}, ${offer.expiresAt})
    returning ${COLUMNS}`.execute(tx);
  return { status: 'done', code: rows[0] as OfferCode };
}

export async function offerById(db: Db, id: string): Promise<OfferCode | undefined> {
  const { rows } = await sql<OfferCode>`select ${COLUMNS} from offers where id = ${id}`.execute(db);
  return rows[0];
}
