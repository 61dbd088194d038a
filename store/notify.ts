import { sql } from 'kysely';
import type { Db } from './database';

/** NOTIFY channels. Payloads: customer id; enrollment id; release id. An empty payload: look for yourself. */
export const CHANNELS = {
  /** The customer has new events. */
  events: 'perennial_events',
  /** Ring this run now: an operator or an opt-out changed its row. */
  runs: 'perennial_runs',
  /** This release is current now. */
  releases: 'perennial_releases',
} as const;

/** Heard by all listeners once the transaction commits. */
export async function notify(
  tx: Db,
  channel: keyof typeof CHANNELS,
  payloads: readonly string[],
): Promise<void> {
  if (payloads.length === 0) return;
  await sql`
    select pg_notify(${CHANNELS[channel]}, payload) from unnest(${[...payloads]}::text[]) as payload`.execute(
    tx,
  );
}
