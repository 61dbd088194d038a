import type { ChannelAnswer } from '../channels';
import { DAY, MINUTE, PermanentError, TransientError, type Answer, type Sent } from '../engine';
import {
  addressHash,
  inTransaction,
  lockCustomer,
  markMessage,
  suppress,
  type Db,
  type LockedCustomer,
  type Mark,
} from '../store';
import {
  afterEffect,
  askAgainIn,
  record,
  stuckBy,
  stuckIn,
  type Asked,
  type Deps,
  type Scene,
} from './call';
import { sentAs, type Claimed } from './send-gate';

/** The claim was not ours any more: what it led to is to be looked at anew. */
export type Marked = Answer<Sent> | undefined;

/** How long a provider may put a message off before it counts as undeliverable, from the first time on. */
const GIVE_UP = 5 * DAY;
const LONGEST_PAUSE = 30 * MINUTE;
const TRY_AGAIN_MS = 500;

/** Our own hand on a claim, until its lease ends. */
export interface Hold {
  readonly claimed: Claimed;
  readonly owner: string;
  /** When the lease ends, by this process's clock. */
  readonly endsAt: number;
}

interface Judgement {
  readonly mark: Omit<Mark, 'now'>;
  /** More that is written with the mark. */
  readonly also?: (tx: Db, customer: LockedCustomer) => Promise<void>;
  readonly answer: (scene: Scene) => Promise<Answer<Sent>>;
}

/** Mark and step row in one transaction, only while the claim is ours. A database that is away is tried for as long. */
async function settle(
  deps: Deps,
  asked: Asked,
  { claimed, owner, endsAt }: Hold,
  { mark, also, answer }: Judgement,
): Promise<Marked> {
  const write = async (tx: Db, customer: LockedCustomer): Promise<boolean> => {
    const claim = { id: claimed.message.id, owner };
    const ours = await markMessage(tx, claim, { ...mark, now: customer.now });
    if (ours) await also?.(tx, customer);
    return ours;
  };
  for (;;) {
    try {
      return await afterEffect(deps, asked, write, answer);
    } catch (error) {
      const again = error instanceof TransientError && Date.now() + TRY_AGAIN_MS < endsAt;
      if (!again) throw error;
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }
}

/** How long what was put off waits for another try, longer with each attempt. Real ms. */
const pauseAfter = (attempts: number, pauseMs: number): number =>
  Math.min(pauseMs * 2 ** Math.min(attempts - 1, 10), Math.max(LONGEST_PAUSE, pauseMs));

/** A standstill of ours in between does not count: what was put off before it begins anew. */
const isGivenUp = ({ message: { putOffAt, claimedAt } }: Claimed): boolean =>
  putOffAt !== null && claimedAt !== null && claimedAt > putOffAt + GIVE_UP;

/** Put off, and claimable again. */
const putOff = (
  claimed: Claimed,
  mark: Omit<Mark, 'now'>,
  pauseMs: number,
  why: string,
): Judgement => ({
  mark: { ...mark, putOff: true },
  answer: (scene) => askAgainIn(scene, pauseAfter(claimed.message.attempts, pauseMs), why),
});

/** The provider will not have it. What an earlier attempt may have brought them counts as sent. */
const undeliverable = ({ message }: Claimed, reason: string): Judgement => ({
  mark: { state: 'failed', reason: `undeliverable: ${reason}` },
  answer: (scene) =>
    message.resend
      ? sentAs(scene, message)
      : record<Sent>(scene, { status: 'skipped', reason: 'undeliverable' }),
});

function refusal(
  deps: Deps,
  claimed: Claimed,
  answer: Extract<ChannelAnswer, { status: 'refused' }>,
): Judgement {
  const { channel, to } = claimed;
  const also = async (tx: Db, { now }: LockedCustomer): Promise<void> => {
    const hash = addressHash(deps.secret, channel, to);
    await suppress(tx, { channel, addressHash: hash, reason: answer.code, now });
  };
  if (answer.failure === 'address') {
    return { ...undeliverable(claimed, answer.code), ...(answer.suppress && { also }) };
  }
  const fault = answer.failure === 'account' ? 'account' : 'message';
  return stands(
    new PermanentError('PROVIDER_REFUSED', { channel, fault, answer: answer.code }),
    answer.code,
  );
}

/** A fault of ours: released, for an operator's retry or skip. */
function stands(error: unknown, reason?: string): Judgement {
  return {
    mark: { state: 'released', putOff: false, reason: reason ?? nameOfCode(error) },
    answer: (scene) => stuckIn(scene, stuckBy(error, scene.step)),
  };
}

const nameOfCode = (error: unknown): string =>
  error instanceof PermanentError ? error.code : 'CALL_FAILED';

/** Nobody knows whether it was taken: the topic says what then. */
function ambiguous(claimed: Claimed, code: string): Judgement {
  if (claimed.topic.onAmbiguous === 'resend' && !isGivenUp(claimed)) {
    return putOff(
      claimed,
      { state: 'ambiguous', resend: true, reason: `to be sent again: ${code}` },
      MINUTE,
      'nobody knows if it was sent',
    );
  }
  return {
    mark: { state: 'ambiguous', reason: code },
    answer: (scene) => sentAs(scene, claimed.message),
  };
}

function judge(deps: Deps, claimed: Claimed, answer: ChannelAnswer): Judgement {
  switch (answer.status) {
    case 'accepted':
      return {
        mark: { state: 'sent', providerId: answer.providerId },
        answer: (scene) => sentAs(scene, claimed.message),
      };
    case 'later':
      if (isGivenUp(claimed)) return undeliverable(claimed, `put off: ${answer.code}`);
      return putOff(
        claimed,
        { state: 'released', reason: `put off: ${answer.code}` },
        answer.retryAfterMs,
        'put off by the provider',
      );
    case 'refused':
      return refusal(deps, claimed, answer);
    case 'unknown':
      return ambiguous(claimed, answer.code);
  }
}

/** What the channel answered, written down. */
export const markAnswer = (
  deps: Deps,
  asked: Asked,
  hold: Hold,
  answer: ChannelAnswer,
): Promise<Marked> => settle(deps, asked, hold, judge(deps, hold.claimed, answer));

/** It could not be made ready: released, and the run stands still. */
export const markStuck = (deps: Deps, asked: Asked, hold: Hold, error: unknown): Promise<Marked> =>
  settle(deps, asked, hold, stands(error));

/** Lets go of a claim before the hand-over, for another attempt. */
export const letGo = (
  deps: Deps,
  { run }: Asked,
  { claimed, owner }: Hold,
  reason: string,
): Promise<boolean> =>
  inTransaction(deps.store, async (tx) => {
    const { now } = await lockCustomer(tx, run.customer);
    return markMessage(tx, { id: claimed.message.id, owner }, { state: 'released', reason, now });
  });
