import { sql } from 'kysely';
import type { Instant } from '../engine';
import type { Db } from './database';
import type { MessageState } from './schema';

/** A message that counts towards a frequency cap: claimed, whatever became of it, unless surely not handed over. */
export interface Counted {
  readonly topic: string;
  readonly channel: string;
  readonly claimedAt: Instant;
}

/** Messages of a customer over all journeys, claimed at or after an instant, newest first. */
export async function recentClaims(
  tx: Db,
  customer: string,
  since: Instant,
  of: { topics?: readonly string[]; channel?: string } = {},
): Promise<Counted[]> {
  const topics = of.topics ? [...of.topics] : null;
  const { rows } = await sql<Counted>`
    select topic, channel, claimed_at as "claimedAt" from messages
    where customer = ${customer} and claimed_at >= ${since}::bigint and state in ('claimed', 'sent', 'ambiguous')
      and (${topics}::text[] is null or topic = any(${topics}::text[]))
      and (${of.channel ?? null}::text is null or channel = ${of.channel ?? null}::text)
    order by claimed_at desc`.execute(tx);
  return rows;
}

/** How many messages are in each state. */
export async function countMessages(db: Db): Promise<Partial<Record<MessageState, number>>> {
  const { rows } = await sql<{ state: MessageState; count: number }>`
    select state, count(*) as count from messages group by state`.execute(db);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Claims whose lease ran out without a mark, longest ago first: their senders are gone. */
export async function expiredClaims(
  db: Db,
  limit: number,
): Promise<{ key: string; enrollment: string; journey: string }[]> {
  const { rows } = await sql<{ key: string; enrollment: string; journey: string }>`
    select key, enrollment, journey from messages
    where state = 'claimed' and lease_until < clock_timestamp() order by lease_until limit ${limit}`.execute(
    db,
  );
  return rows;
}

/** A message that nobody knows the fate of. Instants in ms since epoch, UTC. */
export interface Ambiguous {
  readonly id: string;
  /** `<enrollment>:<generation>:<step>` */
  readonly key: string;
  readonly enrollment: string;
  readonly customer: string;
  readonly journey: string;
  readonly template: string;
  readonly topic: string;
  readonly channel: string;
  readonly reason: string | null;
  readonly attempts: number;
  /** Another attempt is to come. */
  readonly resend: boolean;
  readonly claimedAt: Instant;
  readonly markedAt: Instant;
}

/**
 * Messages that nobody knows the fate of, the latest first.
 * @returns `count`: of all of them; `next`: for `after`, there when there may be more
 */
export async function ambiguousMessages(
  db: Db,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<{ messages: Ambiguous[]; count: number; next?: string }> {
  const [at, id] = after?.split('.') ?? [];
  const behind =
    at === undefined || id === undefined
      ? sql`true`
      : sql`(marked_at, id) < (${Number(at)}::bigint, ${id}::text)`;
  const { rows } = await sql<Ambiguous>`
    select id, key, enrollment, customer, journey, template, topic, channel, reason, attempts, resend,
      claimed_at as "claimedAt", marked_at as "markedAt"
    from messages where state = 'ambiguous' and ${behind} order by marked_at desc, id desc limit ${limit}`.execute(
    db,
  );
  const counted = await sql<{ count: number }>`
    select count(*) as count from messages where state = 'ambiguous'`.execute(db);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return {
    messages: rows,
    count: counted.rows[0]?.count ?? 0,
    ...(last && { next: `${last.markedAt}.${last.id}` }),
  };
}

/** Ids that the provider of a channel gave messages to this customer, newest first. */
export async function providerIds(
  db: Db,
  customer: string,
  channel: string,
  limit = 1000,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select provider_id as id from messages
    where customer = ${customer} and channel = ${channel} and provider_id is not null
    order by claimed_at desc limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}
