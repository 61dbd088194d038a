import { sql } from 'kysely';
import type { Instant } from '../engine';
import type { Db } from './database';

/** `topic` `'*'`: every topic that asks for consent. */
export interface Consent {
  readonly topic: string;
  readonly channel: string;
  readonly granted: boolean;
}
export interface ConsentRow extends Consent {
  readonly at: Instant;
  /** Where it was said: an event's source, the unsubscribe page, an operator, … */
  readonly source: string;
}

/** Records what the customer said last. Call under the customer's lock; of two for the same, the later in the list stands. */
export async function writeConsents(
  tx: Db,
  customer: string,
  consents: readonly Consent[],
  said: { at: Instant; source: string },
): Promise<void> {
  const last = new Map(consents.map((one) => [JSON.stringify([one.topic, one.channel]), one]));
  if (last.size === 0) return;
  await sql`
    insert into consents (customer, topic, channel, granted, at, source)
    select ${customer}::text, topic, channel, granted, ${said.at}::bigint, ${said.source}::text
    from jsonb_to_recordset(${JSON.stringify([...last.values()])}::jsonb) as c(topic text, channel text, granted boolean)
    on conflict (customer, topic, channel) do update
      set granted = excluded.granted, at = excluded.at, source = excluded.source`.execute(tx);
}

export async function readConsents(db: Db, customer: string): Promise<ConsentRow[]> {
  return db
    .selectFrom('consents')
    .select(['topic', 'channel', 'granted', 'at', 'source'])
    .where('customer', '=', customer)
    .execute();
}
