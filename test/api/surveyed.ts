import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { HOUR, type Instant } from '../../engine';
import { messageLinks } from '../../messages';
import {
  claimMessage,
  inTransaction,
  insertEnrollment,
  lockCustomer,
  markMessage,
  messageIdOf,
  now,
} from '../../store';
import { SECRET, type Answer, type TestApi } from './harness';

/** A customer who was sent a mail that asks for a score. */
export interface Surveyed {
  readonly customer: string;
  readonly enrollment: string;
  readonly message: string;
  /** Path of the link, without a score. */
  readonly path: string;
}

/** What a browser says of a click, and a program that fetches links does not. */
export const CLICK = {
  'sec-fetch-user': '?1',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
} as const;

/** A request as it is: fetch has its own mind of what a browser says. */
export async function follow(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const asked = request(url, { method, headers });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const names = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
  return {
    status: answer.statusCode ?? 0,
    text: await text(answer),
    body: undefined,
    headers: new Headers(names),
  };
}

/** @param age - how long the mail has been out, in ms */
export async function surveyed(
  api: TestApi,
  userId = 'u1',
  { age = HOUR, topic = 'feedback' }: { age?: number; topic?: string } = {},
): Promise<Surveyed> {
  await api.track('identify', {
    ...{
      userId,
      traits: { email: `${userId}@example.com`, phone: '+12025550123', firstName: 'Ada' },
    },
    context: { locale: 'en-US', timezone: 'America/New_York' },
  });
  const { customer } = await api.store.db
    .selectFrom('identities')
    .select('customer')
    .where('value', '=', userId)
    .executeTakeFirstOrThrow();
  const enrollment = `enrollment-${userId}`;
  const key = `${enrollment}:0:feedback-request/ask#1`;
  const message = messageIdOf(key);
  const sentAt = (await now(api.store.db)) - age;
  await enroll(api, { customer, enrollment, at: sentAt });
  await inTransaction(api.store, async (tx) => {
    await lockCustomer(tx, customer);
    const about = { id: message, key, enrollment, customer, journey: 'feedback-request' };
    const claimed = { owner: 'o', leaseMs: 60_000, now: sentAt };
    const template = 'feedback-request/ask';
    await claimMessage(tx, { ...about, template, topic, channel: 'email' }, claimed);
    await markMessage(tx, { id: message, owner: 'o' }, { state: 'sent', now: sentAt });
  });
  const of = { secret: SECRET, publicUrl: '', customer, topic, message };
  return { customer, enrollment, message, path: messageLinks(of).feedback };
}

async function enroll(
  { store }: TestApi,
  { customer, enrollment, at }: { customer: string; enrollment: string; at: Instant },
): Promise<void> {
  const properties = { order_id: 'o-17', total: 14.98, products: [] };
  await insertEnrollment(store.db, {
    ...{ id: enrollment, journey: 'feedback-request', customer },
    ...{ eventId: `order of ${enrollment}`, eventNumber: 1, release: 'r1', enteredAt: at },
    state: 'starting',
    event: { id: 'x', name: 'Order Completed', at: new Date(at).toISOString(), properties },
  });
  await store.db
    .updateTable('enrollments')
    .set({ state: 'running' })
    .where('id', '=', enrollment)
    .execute();
}
