import { Analytics } from '@segment/analytics-node';
import { type Store, now } from '../../store';
import type { Happening } from './script';

export interface Sent {
  /** Message ids that the api has answered for, in order. */
  readonly accepted: readonly string[];
  /** Those it did not answer for, with why. */
  readonly failed: readonly { readonly messageId: string; readonly why: string }[];
}

const LOOK_MS = 100;
/** More at once than the client would ever hold back: what is due goes in one batch. */
const BATCH = 500;

/**
 * Sends each event when its instant comes on the product's clock, in order, through the official Segment client. The client
 * stamps them with its own time, and the api mends that by the time of sending: they happen as they are sent.
 */
export async function sendScript(
  script: readonly Happening[],
  to: { readonly host: string; readonly writeKey: string; readonly store: Store },
  told: (sent: Sent) => void,
  signal: AbortSignal,
): Promise<Sent> {
  const client = new Analytics({ host: to.host, writeKey: to.writeKey, flushAt: BATCH });
  const sent = { accepted: [] as string[], failed: [] as { messageId: string; why: string }[] };
  let next = 0;
  while (next < script.length && !signal.aborted) {
    const at = await now(to.store.db);
    const waiting: Promise<void>[] = [];
    for (let one = script[next]; one && one.at <= at; one = script[++next]) {
      waiting.push(...happen(client, one, sent));
      if (waiting.length >= BATCH) break;
    }
    if (waiting.length > 0) {
      await client.flush();
      await Promise.all(waiting);
      told(sent);
    } else await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  await client.closeAndFlush();
  return sent;
}

interface Noted {
  accepted: string[];
  failed: { messageId: string; why: string }[];
}

/** A sign-up says who it is before it says that it signed up. */
function happen(client: Analytics, happening: Happening, noted: Noted): Promise<void>[] {
  const { person } = happening;
  const { userId, firstName, lastName, email, phone, locale, timeZone, offers } = person;
  if (happening.kind === 'order') {
    const { properties } = happening;
    return [
      noting(noted, (done) => {
        client.track({ userId, event: 'Order Completed', properties }, done);
      }),
    ];
  }
  const traits = { firstName, lastName, email, phone, consents: { offers } };
  const context = { locale, timezone: timeZone };
  return [
    noting(noted, (done) => {
      client.identify({ userId, traits, context }, done);
    }),
    noting(noted, (done) => {
      client.track({ userId, event: 'Signed Up', properties: { source: 'web' } }, done);
    }),
  ];
}

/** As the client calls back; its type is not exported. */
type Done = NonNullable<Parameters<Analytics['track']>[1]>;

const noting = (noted: Noted, call: (done: Done) => void): Promise<void> =>
  new Promise((resolve) => {
    call((error, context) => {
      const messageId = context?.event.messageId ?? 'unknown';
      if (error === undefined) noted.accepted.push(messageId);
      else noted.failed.push({ messageId, why: reasonOf(error) });
      resolve();
    });
  });

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : JSON.stringify(error);
