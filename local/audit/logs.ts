import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { catalog } from '../../catalog';
import { addressHash, currentRelease, openStore, opaqueId, type Store } from '../../store';
import { homeAt } from '../home';
import { isForgotten, readReceived, type Received } from '../receivers/journal';
import type { LoggedMessage, LoggedReceived, Logs } from './dump';

const hashOf = (address: string): string => opaqueId('address', address.toLowerCase());

/** Whom it went to is not known of what was taken out. */
const logged = (message: Received, secret: string | undefined): LoggedReceived => {
  const { kind, id, to } = message;
  const keyed = secret !== undefined && !isForgotten(message);
  return { kind, id, address: hashOf(to), ...(keyed && { keyed: addressHash(secret, kind, to) }) };
};

/** One moment of the store, and what the receivers kept. */
export async function readLogs(
  store: Store,
  evidence: {
    readonly accepted: readonly string[];
    readonly received: readonly Received[];
    readonly resent: readonly string[];
    /** The shop's, that its addresses are hashed with: without it nobody can tell for which one a message was claimed. */
    readonly secret?: string | undefined;
  },
): Promise<Logs> {
  const { db } = store;
  const release = await currentRelease(db);
  const events = await db
    .selectFrom('events')
    .select(['id', 'message_id as messageId', 'type', 'name', 'properties', 'journey', 'problems'])
    .select(['accepted_at as acceptedAt', 'applied_at as appliedAt', 'done_at as doneAt'])
    .orderBy('number')
    .execute();
  const enrollments = await db
    .selectFrom('enrollments')
    .select(['id', 'journey', 'event_id as eventId', 'state', 'stuck'])
    .select((row) => row.fn.coalesce('end', 'reason').as('outcome'))
    .orderBy('id')
    .execute();
  return {
    accepted: evidence.accepted,
    events,
    enrollments: enrollments.map((row) => ({ ...row, stuck: row.stuck?.code ?? null })),
    messages: await readLedger(store),
    received: evidence.received.map((message) => logged(message, evidence.secret)),
    journeys: release?.journeys ?? [],
    since: release?.since ?? 0,
    resent: evidence.resent,
  };
}

async function readLedger({ db }: Store): Promise<LoggedMessage[]> {
  const rows = await db
    .selectFrom('messages')
    .innerJoin('customers', 'customers.id', 'messages.customer')
    .select(['messages.key', 'messages.id', 'messages.topic', 'messages.channel'])
    .select(['messages.state', 'messages.reason', 'messages.provider_id as providerId'])
    .select(['messages.attempts', 'messages.claimed_at as claimedAt'])
    .select('messages.address_hash as claimedFor')
    .select(['customers.email', 'customers.phone'])
    .orderBy('messages.key')
    .execute();
  return rows.map(({ email, phone, ...row }) => {
    const address = row.channel === 'sms' ? phone : email;
    return { ...row, address: address === null ? null : hashOf(address) };
  });
}

/** The sender's own note of what was answered for: one message id a line, written after the answer. */
export const noteAccepted = (path: string, messageIds: readonly string[]): void => {
  appendFileSync(path, messageIds.map((id) => `${id}\n`).join(''), { mode: 0o600 });
};

/**
 * The logs of a data folder that nothing runs in.
 * @param accepted - file of the sender's note; left out: nothing is known of it
 * @throws PermanentError `FOLDER_LOCKED`
 */
export async function auditFolder(
  folder: string,
  databaseUrl: string | undefined,
  accepted: string | undefined,
): Promise<Logs> {
  const home = homeAt(folder);
  const store = await openStore(
    databaseUrl === undefined ? { folder: home.database } : { databaseUrl },
  );
  try {
    return await readLogs(store, {
      accepted: accepted === undefined ? [] : readAccepted(accepted),
      received: await readReceived(home.received),
      resent: resentTopics(),
    });
  } finally {
    await store.close();
  }
}

/** Topics whose messages go again when nobody knows whether they went. */
export const resentTopics = (): string[] =>
  Object.entries(catalog.topics)
    .filter(([, { onAmbiguous }]) => onAmbiguous === 'resend')
    .map(([topic]) => topic);

export const readAccepted = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
