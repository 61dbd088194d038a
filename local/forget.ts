import type { Logger } from 'pino';
import { messagesOfErased, type Store } from '../store';
import { authorizationOf, type ReceiverProcess } from './receivers';

const PAGE = 1_000;
const WITHIN_MS = 10_000;

/**
 * Takes out of the receivers what went to customers who were erased since: after each erasure, and at each start, for
 * a process may have ended between the two. What cannot be told now is told then.
 */
export async function forgetErased(
  { db }: Store,
  { httpUrl, account }: Pick<ReceiverProcess, 'httpUrl' | 'account'>,
  log: Pick<Logger, 'warn'>,
): Promise<void> {
  try {
    const all = await messagesOfErased(db);
    for (let from = 0; from < all.length; from += PAGE) {
      const answer = await fetch(`${httpUrl}/forget`, {
        method: 'POST',
        headers: { authorization: authorizationOf(account), 'content-type': 'application/json' },
        body: JSON.stringify({ messages: all.slice(from, from + PAGE) }),
        signal: AbortSignal.timeout(WITHIN_MS),
      });
      if (!answer.ok) throw new Error(`the receivers answered ${String(answer.status)}`);
    }
  } catch (error) {
    log.warn(
      { err: error },
      'the inbox still holds messages of an erased customer, until the next start',
    );
  }
}
