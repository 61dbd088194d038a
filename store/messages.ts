import { sql } from 'kysely';
import type { Instant } from '../engine';
import type { Db } from './database';
import { opaqueId } from './ids';
import type { MessageState } from './schema';

/** A row of the send ledger. Instants in ms since epoch, UTC; the lease is real time of the database. */
export interface Message {
  readonly key: string;
  readonly id: string;
  readonly enrollment: string;
  readonly customer: string;
  readonly journey: string;
  readonly template: string;
  readonly topic: string;
  readonly channel: string | null;
  readonly state: MessageState;
  readonly reason: string | null;
  readonly owner: string | null;
  /** Real ms left of the lease when it was read; negative: expired. Null without a lease. */
  readonly leaseLeft: number | null;
  readonly attempts: number;
  /**
   * An attempt may have reached them, and there is to be another: until that one is sent or under way, it is `ambiguous`,
   * and ambiguous it stays where nothing comes of it.
   */
  readonly resend: boolean;
  /** Keyed hash of the address that it was last claimed for. */
  readonly addressHash: string | null;
  /** When its provider first put it off, of those since the last fault of ours. */
  readonly putOffAt: Instant | null;
  readonly providerId: string | null;
  readonly claimedAt: Instant | null;
  readonly markedAt: Instant | null;
}

/** Messages that were handed over, surely or perhaps, to customers who were erased since. */
export async function messagesOfErased(
  db: Db,
): Promise<{ readonly id: string; readonly providerId: string | null }[]> {
  const { rows } = await sql<{ id: string; providerId: string | null }>`
    select m.id, m.provider_id as "providerId" from messages m join customers c on c.id = m.customer
    where c.erased_at is not null and m.attempts > 0 order by m.id`.execute(db);
  return rows;
}

/** The id of the message that a step's key stands for, known before it is claimed. */
export const messageIdOf = (key: string): string => opaqueId('message', key);

export interface NewMessage {
  /** `<enrollment>:<generation>:<step>` */
  readonly key: string;
  /** Opaque; the local part of Message-ID. */
  readonly id: string;
  readonly enrollment: string;
  readonly customer: string;
  readonly journey: string;
  readonly template: string;
  readonly topic: string;
  readonly channel: string | null;
}

/**
 * What a try to claim finds.
 * - `claimed`: it is ours; hand over while `leaseLeft` says so.
 * - `joined`: another try's lease is live: wait for its mark, neither send nor judge.
 * - `expired`: a lease ran out without a mark: ask the provider, then `settleExpired`.
 * - `settled`: marked before.
 */
export interface Claim {
  readonly status: 'claimed' | 'joined' | 'expired' | 'settled';
  readonly message: Message;
}

export interface Lease {
  readonly owner: string;
  /** Real ms, longer than the channel's hard time-out. */
  readonly leaseMs: number;
  /** Keyed hash of the address it is for. Left out, nobody can be asked later what became of it. */
  readonly addressHash?: string;
  /** The claim's instant on the product's clock: what caps count by. */
  readonly now: Instant;
}

export const MESSAGE_COLUMNS = sql`messages.key, messages.id, messages.enrollment, messages.customer, messages.journey, messages.template,
  messages.topic, messages.channel, messages.state, messages.reason, messages.owner,
  (extract(epoch from messages.lease_until - clock_timestamp()) * 1000)::float8 as "leaseLeft",
  messages.attempts, messages.resend, messages.address_hash as "addressHash", messages.put_off_at as "putOffAt", messages.provider_id as "providerId", messages.claimed_at as "claimedAt",
  messages.marked_at as "markedAt"`;

/** Surely not handed over, or to be sent again whatever became of it. */
export const isClaimable = ({ state, resend }: Pick<Message, 'state' | 'resend'>): boolean =>
  state === 'released' || (state === 'ambiguous' && resend);
const CLAIMABLE = sql`(messages.state = 'released' or (messages.state = 'ambiguous' and messages.resend))`;

const leaseUntil = (leaseMs: number) => sql`clock_timestamp() + ${leaseMs} * interval '1 ms'`;

function found(message: Message): Claim {
  if (message.state !== 'claimed') return { status: 'settled', message };
  return { status: (message.leaseLeft ?? 0) > 0 ? 'joined' : 'expired', message };
}

/** Claims a message that is new, or claimable. Call in the gate's transaction, under the customer's lock. */
export async function claimMessage(tx: Db, message: NewMessage, lease: Lease): Promise<Claim> {
  const { rows } = await sql<Message>`
    insert into messages (key, id, enrollment, customer, journey, template, topic, channel, state, owner, lease_until,
      attempts, address_hash, claimed_at)
    values (${message.key}, ${message.id}, ${message.enrollment}, ${message.customer}, ${message.journey},
      ${message.template}, ${message.topic}, ${message.channel}, 'claimed', ${lease.owner}, ${leaseUntil(lease.leaseMs)},
      1, ${lease.addressHash ?? null}, ${lease.now})
    on conflict (key) do update set state = 'claimed', channel = excluded.channel, reason = null, owner = excluded.owner,
      lease_until = excluded.lease_until, attempts = messages.attempts + 1,
      address_hash = excluded.address_hash, claimed_at = excluded.claimed_at, marked_at = null
      where ${CLAIMABLE}
    returning ${MESSAGE_COLUMNS}`.execute(tx);
  const [claimed] = rows;
  if (claimed) return { status: 'claimed', message: claimed };
  const present = await readMessage(tx, message.key);
  return present ? found(present) : claimMessage(tx, message, lease);
}

export interface Mark {
  readonly state: 'sent' | 'failed' | 'released' | 'ambiguous';
  /** With `ambiguous`: it is to be sent again. */
  readonly resend?: boolean;
  /** By its provider, once more; false: not by the provider, so that their number begins anew. */
  readonly putOff?: boolean;
  readonly reason?: string;
  readonly providerId?: string;
  readonly now: Instant;
}

/** What is said of the last attempt settles a message only where no earlier one may have reached them. */
function marked({ state, resend = false, putOff, reason, providerId, now }: Mark) {
  const unsettled = state === 'released' || state === 'failed';
  return sql`state = ${unsettled ? sql`case when resend then 'ambiguous' else ${state} end` : state},
    resend = ${state === 'released' ? sql`resend` : resend}, reason = ${reason ?? null},
    provider_id = coalesce(${providerId ?? null}, provider_id), lease_until = null, marked_at = ${now}::bigint,
    put_off_at = ${putOff === undefined ? sql`put_off_at` : sql`case when ${putOff} then coalesce(put_off_at, ${now}::bigint) end`}`;
}

/**
 * Marks a message, only while the claim is ours.
 * @returns whether it was
 */
export async function markMessage(
  tx: Db,
  claim: { id: string; owner: string },
  mark: Mark,
): Promise<boolean> {
  const { rows } = await sql`
    update messages set ${marked(mark)}
    where id = ${claim.id} and state = 'claimed' and owner = ${claim.owner} returning id`.execute(
    tx,
  );
  return rows.length > 0;
}

/** Settles a claim whose lease ran out without a mark: ambiguous, or what the provider says. */
export async function settleExpired(tx: Db, key: string, mark: Mark): Promise<boolean> {
  const { rows } = await sql`
    update messages set ${marked(mark)}
    where key = ${key} and state = 'claimed' and lease_until < clock_timestamp() returning id`.execute(
    tx,
  );
  return rows.length > 0;
}

/**
 * Real ms left of our claim, to be asked just before the hand-over; 0 where it is no longer ours.
 */
export async function leaseLeft(db: Db, claim: { id: string; owner: string }): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    select (extract(epoch from lease_until - clock_timestamp()) * 1000)::float8 as left from messages
    where id = ${claim.id} and state = 'claimed' and owner = ${claim.owner}`.execute(db);
  return Math.max(0, rows[0]?.left ?? 0);
}

/**
 * Records a message that is not to be sent, with the reason; one that may have reached them stays ambiguous.
 * @returns false where it was claimed or marked before: then that stands
 */
export async function skipMessage(
  tx: Db,
  message: NewMessage,
  skip: { reason: string; now: Instant },
): Promise<boolean> {
  const { rows } = await sql`
    insert into messages (key, id, enrollment, customer, journey, template, topic, channel, state, reason, attempts, marked_at)
    values (${message.key}, ${message.id}, ${message.enrollment}, ${message.customer}, ${message.journey},
      ${message.template}, ${message.topic}, ${message.channel}, 'skipped', ${skip.reason}, 0, ${skip.now})
    on conflict (key) do update set owner = null, lease_until = null, marked_at = excluded.marked_at, resend = false,
      state = case when messages.resend then 'ambiguous' else 'skipped' end,
      reason = case when messages.resend then 'not sent again: ' else '' end || excluded.reason
      where ${CLAIMABLE}
    returning id`.execute(tx);
  return rows.length > 0;
}

export async function readMessage(db: Db, key: string): Promise<Message | undefined> {
  const { rows } =
    await sql<Message>`select ${MESSAGE_COLUMNS} from messages where key = ${key}`.execute(db);
  return rows[0];
}

export async function messageById(db: Db, id: string): Promise<Message | undefined> {
  const { rows } =
    await sql<Message>`select ${MESSAGE_COLUMNS} from messages where id = ${id}`.execute(db);
  return rows[0];
}

export async function messagesOf(db: Db, enrollment: string): Promise<Message[]> {
  const { rows } = await sql<Message>`
    select ${MESSAGE_COLUMNS} from messages where enrollment = ${enrollment}
    order by coalesce(claimed_at, marked_at), key`.execute(db);
  return rows;
}
