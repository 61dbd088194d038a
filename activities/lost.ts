import type { Reconciled } from '../channels';
import type { Answer, Channel, Sent } from '../engine';
import { providerIds, settleExpired, type Mark } from '../store';
import { afterEffect, type Asked, type Deps } from './call';
import { nameOf } from './failures';
import { renderFor } from './hand-over';
import { sentAs, type Lost } from './send-gate';

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
  asked: Asked,
  template: string,
  lost: Lost,
): Promise<Reconciled> {
  const { message, to } = lost;
  const port = deps.channels.get(message.channel as Channel);
  if (!port?.reconcile || to === null) return { status: 'unknown' };
  const until = Date.now() + (message.leaseLeft ?? 0);
  const text = await textOf(deps, asked, template, lost);
  const known = await providerIds(deps.store.db, message.customer, port.channel);
  try {
    return await port.reconcile({
      to,
      ...(text !== undefined && { text }),
      since: new Date(until - deps.limits.leaseMs),
      until: new Date(until),
      known: new Set(known),
    });
  } catch (error) {
    deps.log.warn(
      { channel: port.name, message: message.id, error: nameOf(error) },
      'cannot reconcile',
    );
    return { status: 'unknown' };
  }
}

function markFor({ topic, message }: Lost, found: Reconciled): Omit<Mark, 'now'> {
  if (found.status === 'sent') return { state: 'sent', providerId: found.providerId };
  if (found.status === 'not sent')
    return { state: 'released', reason: 'not sent: its sender was lost' };
  const reason = `its sender was lost (attempt ${message.attempts})`;
  return topic.onAmbiguous === 'resend'
    ? { state: 'released', reason: `ambiguous, to be sent again: ${reason}` }
    : { state: 'ambiguous', reason };
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
  const mark = markFor(lost, await askProvider(deps, asked, template, lost));
  const { key, id } = lost.message;
  deps.log.warn({ message: id, key, state: mark.state }, 'a claim ran out without a mark');
  const answer = await afterEffect<Sent>(
    deps,
    asked,
    async (tx, { now }) => {
      const settled = await settleExpired(tx, key, { ...mark, now });
      return settled && mark.state !== 'released';
    },
    (scene) => sentAs(scene, lost.message),
  );
  return answer;
}
