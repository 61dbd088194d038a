import twilio from 'twilio';
import { parsePhone } from './address';
import { openDeadline } from './deadline';
import { classifyTwilio } from './failures';
import { createWatchedClient, watch, type Watched } from './twilio-http';
import type { ChannelAnswer, ChannelPort, LostAttempt, OutgoingMessage, Reconciled } from './types';

export interface TwilioOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** A number in E.164, an alphanumeric sender, or the SID of a messaging service (`MG…`). */
  readonly from: string;
  /** Left out: Twilio's own. */
  readonly baseUrl?: string;
  /** Milliseconds for one request. */
  readonly timeout?: number;
}

/** The provider's clock may differ from ours, and a message shows in its list a little after it was made. */
const SKEW = 60_000;
const LISTED = 200;

const origin = (from: string) => (from.startsWith('MG') ? { messagingServiceSid: from } : { from });

function judge(error: unknown, watching: Watched): ChannelAnswer {
  const { status, code } = error as { status?: unknown; code?: unknown };
  return classifyTwilio({
    ...(typeof status === 'number' && { status }),
    ...(typeof code === 'number' && { code }),
    ...(typeof code === 'string' && { error: code }),
    connected: watching.connected,
  });
}

/** One listed message, as much of it as reconciling looks at. */
interface Listed {
  readonly sid: string;
  readonly body: string;
  readonly direction: string;
  readonly dateCreated: Date;
}

/**
 * What a list of the messages to a number, newest first, says of a lost attempt. The same text from
 * the same time, under an id that no other message has, was ours: `sent`. No such message of any
 * text, looked for long enough after the attempt, proves that it was not taken. Anything else proves
 * nothing: a text that differs may be ours, rewritten on the way (link shortening, smart encoding).
 */
export function judgeList(
  attempt: LostAttempt,
  messages: readonly Listed[],
  { now, whole }: { now: number; whole: boolean },
): Reconciled {
  const from = attempt.since.getTime() - SKEW;
  const to = attempt.until.getTime() + SKEW;
  const candidates = messages.filter(({ sid, direction, dateCreated }) => {
    const at = dateCreated.getTime();
    return direction.startsWith('outbound') && at >= from && at <= to && !attempt.known.has(sid);
  });
  const ours = candidates.find(({ body }) => body === attempt.text);
  if (ours) return { status: 'sent', providerId: ours.sid };
  const seenAll = whole || messages.some(({ dateCreated }) => dateCreated.getTime() < from);
  return candidates.length === 0 && seenAll && now > to
    ? { status: 'not sent' }
    : { status: 'unknown' };
}

/** SMS through Twilio. Each call of `send` is one request; nothing is retried here. */
export function createTwilioChannel(options: TwilioOptions): ChannelPort {
  const { accountSid, authToken, baseUrl, timeout = 10_000 } = options;
  const client = twilio(accountSid, authToken, {
    autoRetry: false,
    httpClient: createWatchedClient(timeout),
  });
  if (baseUrl !== undefined) client.api.baseUrl = baseUrl;

  async function attemptOnce(message: OutgoingMessage): Promise<ChannelAnswer> {
    const to = parsePhone(message.to);
    if (to === undefined) {
      return { status: 'refused', code: 'ADDRESS_INVALID', suppress: true, failure: 'address' };
    }
    const deadline = openDeadline(message.deadline);
    const watching = { connected: false, deadline };
    if (deadline.isOver()) return judge({ code: 'ERR_CANCELED' }, watching);
    try {
      const taken = await watch(watching, () =>
        client.messages.create({
          to,
          ...origin(message.from ?? options.from),
          body: message.text,
        }),
      );
      return typeof taken.sid === 'string' && taken.sid !== ''
        ? { status: 'accepted', providerId: taken.sid }
        : { status: 'unknown', code: 'ANSWER_INVALID', reason: 'the answer names no message' };
    } catch (error) {
      return judge(error, watching);
    } finally {
      deadline.clear();
    }
  }

  return {
    name: 'twilio',
    channel: 'sms',
    send: attemptOnce,
    async reconcile(attempt) {
      const to = parsePhone(attempt.to);
      // What cannot be asked about is not known.
      if (to === undefined) return { status: 'unknown' };
      const deadline = openDeadline(new Date(Date.now() + timeout));
      try {
        const messages = await watch({ connected: false, deadline }, () =>
          client.messages.list({ to, limit: LISTED, pageSize: LISTED }),
        );
        return judgeList(attempt, messages, {
          now: Date.now(),
          whole: messages.length < LISTED,
        });
      } catch {
        return { status: 'unknown' };
      } finally {
        deadline.clear();
      }
    },
    async close() {
      // Twilio's agent lets its idle sockets go by itself.
    },
  };
}
