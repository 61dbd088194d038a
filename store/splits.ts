import { sql } from 'kysely';
import type { Instant } from '../engine';
import type { Db } from './database';

/** Assigns an arm, unless the customer has one: the first stays, whatever the weights are now. */
export async function assignSplit(
  tx: Db,
  split: { customer: string; name: string; arm: string; now: Instant },
): Promise<string> {
  const { rows } = await sql<{ arm: string }>`
    insert into splits (customer, name, arm, at)
    values (${split.customer}, ${split.name}, ${split.arm}, ${split.now})
    on conflict (customer, name) do update set arm = splits.arm
    returning arm`.execute(tx);
  return rows[0]?.arm ?? split.arm;
}
