import { sql, type RawBuilder } from 'kysely';
import type { Instant } from '../engine';
import { canonicalAddress } from './addresses';
import { lockCustomer } from './customers';
import type { Db } from './database';

/**
 * Locks whoever has this address, in the order of their ids, so that no send is between gate and claim.
 * Its spelling does not count.
 * @returns their ids
 */
export async function lockHolders(tx: Db, channel: string, address: string): Promise<string[]> {
  const column = sql.ref(channel === 'email' ? 'email' : 'phone');
  const { rows } = await sql<{ id: string }>`
    select id from customers where ${column} = ${canonicalAddress(channel, address)} order by id`.execute(
    tx,
  );
  for (const { id } of rows) await lockCustomer(tx, id);
  return rows.map(({ id }) => id);
}

/** What is not to be sent to an address, whoever has it. */
export interface Suppression {
  readonly channel: string;
  /** What a holder said no to before they were erased, as in consents; null: nothing at all is sent there. */
  readonly topic: string | null;
  readonly reason: string;
  /** Of the no, where it is one: a yes said since stands before it. */
  readonly at: Instant;
}

/** Nothing is sent to this address any more. The first reason stays. Call under the customer's lock. */
export async function suppress(
  tx: Db,
  row: { channel: string; addressHash: string; reason: string; now: Instant },
): Promise<void> {
  await tx
    .insertInto('suppressions')
    .values({
      channel: row.channel,
      address_hash: row.addressHash,
      reason: row.reason,
      at: row.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Lifts what was suppressed as a whole; a no stays.
 * @returns whether it was suppressed
 */
export async function unsuppress(tx: Db, channel: string, hash: string): Promise<boolean> {
  const gone = await tx
    .deleteFrom('suppressions')
    .where('channel', '=', channel)
    .where('address_hash', '=', hash)
    .where('topic', '=', '')
    .returning('channel')
    .execute();
  return gone.length > 0;
}

/** An address as suppressions know it. */
export interface HashedAddress {
  readonly channel: string;
  readonly addressHash: string;
}

/** What stands against these addresses, as a query within another. */
export const suppressionsOf = (
  addresses: readonly HashedAddress[],
): RawBuilder<Suppression> => sql<Suppression>`
    select s.channel, nullif(s.topic, '') as topic, s.reason, s.at from suppressions s
    join jsonb_to_recordset(${JSON.stringify(addresses)}::jsonb) as a(channel text, "addressHash" text)
      on a.channel = s.channel and a."addressHash" = s.address_hash
    where s.channel = any(${addresses.map(({ channel }) => channel)}::text[])
      and s.address_hash = any(${addresses.map((address) => address.addressHash)}::text[])
    order by s.channel, s.topic`;

/** What stands against these addresses. */
export async function suppressedAmong(
  db: Db,
  addresses: readonly HashedAddress[],
): Promise<Suppression[]> {
  return (await suppressionsOf(addresses).execute(db)).rows;
}
