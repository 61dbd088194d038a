import type { Reconciled } from '../channels';
import { MINUTE, type Answer, type Channel, type Sent } from '../engine';
import {
  expiredClaims,
  inTransaction,
  isLive,
  lockCustomer,
  providerIds,
  readCustomer,
  readEnrollment,
  readMessage,
  settleExpired,
  type Mark,
  type Message,
} from '../store';
import { claimedAddress } from './addresses';
import { afterEffect, askAgainIn, inCall, type Asked, type Deps } from './call';
import { nameOf } from './failures';
import { renderFor } from './hand-over';
import { sentAs, type Lost } from './send-gate';

/** A provider lists what it took only after a while: it is asked again for so long. Real ms. */
const ASK_FOR = 3 * MINUTE;
const ASK_EVERY = 30_000;
const AT_ONCE = 100;

/** The text as it was handed over, or `undefined` where it cannot be made again. */
async function textOf(
  deps: Deps,
  asked: Asked,
  template: string,
  { message, view }: Lost,
): Promise<string | undefined> {
  if (!view) return undefined;
  try {
    const rendered = await renderFor(deps, asked, template, message.channel as Channel, view);
    return rendered.channel === 'sms' ? rendered.body : rendered.text;
  } catch {
    return undefined;
  }
}

/** Asks the provider what became of an attempt, where it can be asked. */
async function askProvider(
  deps: Deps,
  message: Message,
  to: string | null,
  text: string | undefined,
): Promise<Reconciled> {
  const port = deps.channels.get(message.channel as Channel);
  if (!port?.reconcile || to === null) return { status: 'unknown' };
  const since = claimedAt(deps, message);
  const known = await providerIds(deps.store.db, message.customer, port.channel);
  try {
    return await port.reconcile({
      to,
      ...(text !== undefined && { text }),
      since: new Date(since),
      // The hand-over may have begun late in the lease.
      until: new Date(since + deps.limits.leaseMs),
      known: new Set(known),
    });
  } catch (error) {
    const about = { channel: port.name, message: message.id, error: nameOf(error) };
    deps.log.warn(about, 'cannot reconcile');
    return { status: 'unknown' };
  }
}

/** When the attempt began, in real time. */
const claimedAt = ({ limits }: Deps, { leaseLeft }: Message): number =>
  Date.now() + (leaseLeft ?? 0) - limits.leaseMs;

/** Whether the provider may still come to know of an attempt that it does not know of now. */
export const mayAskAgain = (deps: Deps, message: Message, to: string | null): boolean =>
  to !== null &&
  deps.channels.get(message.channel as Channel)?.reconcile !== undefined &&
  Date.now() < claimedAt(deps, message) + deps.limits.leaseMs + ASK_FOR;

/** @param pauseMs - real ms from now */
export const askLater = (deps: Deps, asked: Asked, pauseMs: number): Promise<Answer<Sent>> =>
  inCall<Sent>(deps, asked, (scene) =>
    askAgainIn(scene, pauseMs, 'asking the provider what became of it'),
  );

const lostBy = ({ attempts }: Message): string => `its sender was lost (attempt ${attempts})`;

function markFor({ topic, message }: Lost, found: Reconciled): Omit<Mark, 'now'> {
  if (found.status === 'sent') return { state: 'sent', providerId: found.providerId };
  if (found.status === 'not sent')
    return { state: 'released', reason: 'the provider never had it' };
  return topic.onAmbiguous === 'resend'
    ? { state: 'ambiguous', resend: true, reason: `to be sent again: ${lostBy(message)}` }
    : { state: 'ambiguous', reason: lostBy(message) };
}

/**
 * Settles a claim whose lease ran out: by what the provider says, else as the topic says.
 * @returns `undefined` when the message is to be looked at anew: released, or settled by another
 */
export async function settleLost(
  deps: Deps,
  asked: Asked,
  template: string,
  lost: Lost,
): Promise<Answer<Sent> | undefined> {
  const { message, to } = lost;
  const text = await textOf(deps, asked, template, lost);
  const found = await askProvider(deps, message, to, text);
  if (found.status === 'unknown' && mayAskAgain(deps, message, to)) {
    return askLater(deps, asked, ASK_EVERY);
  }
  const mark = markFor(lost, found);
  deps.log.warn({ message: message.id, state: mark.state }, 'a claim ran out without a mark');
  return afterEffect<Sent>(
    deps,
    asked,
    async (tx, { now }) => {
      const settled = await settleExpired(tx, message.key, { ...mark, now });
      return settled && mark.state !== 'released' && !mark.resend;
    },
    (scene) => sentAs(scene, message),
  );
}

/** Whether the run that made a claim will come back to it. */
async function isAwaited({ store }: Deps, { enrollment, key }: Message): Promise<boolean> {
  const run = await readEnrollment(store.db, enrollment);
  return run !== undefined && isLive(run) && key.startsWith(`${enrollment}:${run.generation}:`);
}

async function settleOne(deps: Deps, message: Message): Promise<boolean> {
  const customer = await readCustomer(deps.store.db, message.customer);
  const to = customer ? claimedAddress(deps.secret, customer, message) : null;
  const found = await askProvider(deps, message, to, undefined);
  if (found.status === 'unknown' && mayAskAgain(deps, message, to)) return false;
  // Nobody is left to send it again, whatever the topic says.
  const mark: Omit<Mark, 'now'> =
    found.status === 'sent'
      ? { state: 'sent', providerId: found.providerId }
      : found.status === 'not sent'
        ? { state: 'failed', reason: `not sent: ${lostBy(message)}` }
        : { state: 'ambiguous', reason: lostBy(message) };
  return inTransaction(deps.store, async (tx) => {
    const { now } = await lockCustomer(tx, message.customer);
    return settleExpired(tx, message.key, { ...mark, now });
  });
}

/**
 * Settles claims that ran out and whose runs are over, so that no message is left without its outcome.
 * @returns how many
 */
export async function settleAbandoned(deps: Deps): Promise<number> {
  let settled = 0;
  for (const { key } of await expiredClaims(deps.store.db, AT_ONCE)) {
    const message = await readMessage(deps.store.db, key);
    if (!message || (await isAwaited(deps, message))) continue;
    if (await settleOne(deps, message)) settled++;
  }
  return settled;
}
