import { sql } from 'kysely';
import type { Instant } from '../engine';
import { addressHash } from './addresses';
import { readConsents, type Consent } from './consents';
import type { Db } from './database';
import { suppressedAmong } from './suppressions';

type Word = Consent & { readonly at: Instant };

/** What was said no to and not taken back since, for all or for this; of several for the same topic, the last. */
function standing(words: readonly Word[]): Word[] {
  const granted = words.filter((word) => word.granted);
  const stand = words.filter(
    (no) =>
      !no.granted &&
      !granted.some((yes) => yes.at > no.at && (yes.topic === '*' || yes.topic === no.topic)),
  );
  const last = new Map<string, Word>();
  for (const no of stand.sort((one, other) => one.at - other.at)) last.set(no.topic, no);
  return [...last.values()];
}

/** The no of an address, by hash: those of holders before, as far as this one did not take them back, and this one's. */
async function keepRefusals(tx: Db, customer: string, secret: string): Promise<void> {
  const { email, phone } = await tx
    .selectFrom('customers')
    .select(['email', 'phone'])
    .where('id', '=', customer)
    .executeTakeFirstOrThrow();
  const consents = await readConsents(tx, customer);
  for (const [channel, address] of [['email', email] as const, ['sms', phone] as const]) {
    if (address === null) continue;
    const hash = addressHash(secret, channel, address);
    const before = (await suppressedAmong(tx, [{ channel, addressHash: hash }])).flatMap(
      ({ topic, at }) => (topic === null ? [] : [{ topic, channel, granted: false, at }]),
    );
    const words = [...before, ...consents.filter((consent) => consent.channel === channel)];
    await sql`delete from suppressions where channel = ${channel} and address_hash = ${hash} and topic <> ''`.execute(
      tx,
    );
    for (const { topic, at } of standing(words)) {
      const row = { channel, address_hash: hash, topic, reason: 'no consent', at };
      await tx.insertInto('suppressions').values(row).execute();
    }
  }
}

/**
 * Removes all that is personal and ends the customer's runs. What is suppressed stays so, and so does what the customer
 * last said no to: by the hash of the address, for whoever comes with it next. Call under the customer's lock.
 * @param how - `secret`: of the hashes
 * @returns enrollments that were live: ring them after the commit
 */
export async function eraseCustomer(
  tx: Db,
  customer: string,
  { at, secret }: { at: Instant; secret: string },
): Promise<string[]> {
  await keepRefusals(tx, customer, secret);
  await tx
    .updateTable('customers')
    .set({
      traits: '{}',
      email: null,
      phone: null,
      locale: null,
      time_zone: null,
      erased_at: at,
    })
    .where('id', '=', customer)
    .execute();
  await tx.deleteFrom('identities').where('customer', '=', customer).execute();
  await tx.deleteFrom('facts').where('customer', '=', customer).execute();
  await tx.deleteFrom('due').where('customer', '=', customer).execute();
  await tx.deleteFrom('consents').where('customer', '=', customer).execute();
  await tx
    .updateTable('events')
    .set({ properties: '{}' })
    .where('customer', '=', customer)
    .execute();
  const live = await tx
    .updateTable('enrollments')
    .set({ verdict: 'erased' })
    .where('customer', '=', customer)
    .where('state', 'in', ['starting', 'running'])
    .returning('id')
    .execute();
  return live.map(({ id }) => id);
}
