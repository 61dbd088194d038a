import { sql } from 'kysely';
import type { Json } from '../engine';
import type { ConsentRow } from './consents';
import type { Db } from './database';
import { EVENT_COLUMNS, type EventRow } from './events';
import { MESSAGE_COLUMNS, type Message } from './messages';
import { suppressionsOf, type HashedAddress, type Suppression } from './suppressions';

/** What the gate and the template look at, all as of one instant. */
export interface SendFacts {
  /** The message's row, when there was an attempt before. */
  readonly message: Message | null;
  /** The entry event; `null` once it is erased. */
  readonly event: EventRow | null;
  readonly consents: readonly ConsentRow[];
  /** What stands against the addresses asked for. */
  readonly suppressed: readonly Suppression[];
  /** State by fact. */
  readonly facts: Readonly<Record<string, Json>>;
}

interface AskedForSend {
  readonly key: string;
  readonly customer: string;
  readonly event: string;
  /** Where it may go. */
  readonly addresses: readonly HashedAddress[];
}

/** One statement for all of it: a send is most of what a journey costs. Call under the customer's lock. */
export async function readSend(
  tx: Db,
  { key, customer, event, addresses }: AskedForSend,
): Promise<SendFacts> {
  const { rows } = await sql<SendFacts>`
    select
      (select to_jsonb(m) from (select ${MESSAGE_COLUMNS} from messages where key = ${key}) m) as message,
      (select to_jsonb(e) from (select ${EVENT_COLUMNS} from events where id = ${event}) e) as event,
      (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from
        (select topic, channel, granted, at, source from consents where customer = ${customer}) c) as consents,
      (select coalesce(jsonb_agg(to_jsonb(s)), '[]') from (${suppressionsOf(addresses)}) s) as suppressed,
      (select coalesce(jsonb_object_agg(fact, state), '{}') from facts where customer = ${customer}) as facts`.execute(
    tx,
  );
  return rows[0] as SendFacts;
}
