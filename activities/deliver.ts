import {
  MINUTE,
  TransientError,
  type Answer,
  type Channel,
  type Pending,
  type Sent,
} from '../engine';
import { newId, readMessage } from '../store';
import { channelsFor, entryOf } from './addresses';
import { inCall, orStuck, type Asked, type Deps } from './call';
import type { CallActivity, LocalActivities } from './context';
import { nameOf } from './failures';
import { prepare } from './hand-over';
import { Lanes, type Visit } from './lanes';
import { PENDING, withinBudget } from './local-budget';
import { askLater, mayAskAgain, settleLost } from './lost';
import { letGo, markAnswer, markStuck, type Hold, type Marked } from './mark';
import { gateAndClaim, type Attempt, type Claimed, type Gated, type SendInput } from './send-gate';

/** How long an ordinary attempt stands in line for its lane, well within the activity's time. Real ms. */
const PATIENCE_MS = 45_000;

/** What stands in the way of a local attempt is worked out by the ordinary one. */
interface Sending extends Attempt {
  readonly local: boolean;
}

/** Until another's claim is marked or its lease is over: neither sends nor judges. */
async function joinOther(deps: Deps, key: string): Promise<void> {
  for (;;) {
    const message = await readMessage(deps.store.db, key);
    const left = message?.state === 'claimed' ? (message.leaseLeft ?? 0) : 0;
    if (left <= 0) return;
    const pause = Math.min(deps.limits.pollMs, left + 1);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Before the hand-over nothing is ambiguous: a claim is let go of, whatever went wrong. */
async function prepared(
  deps: Deps,
  asked: Asked,
  template: string,
  hold: Hold,
): Promise<{ send: Awaited<ReturnType<typeof prepare>> } | { marked: Marked }> {
  try {
    const send = await prepare(deps, asked, template, hold.claimed, hold.owner);
    if (!send) await letGo(deps, asked, hold, 'the claim ran short');
    return { send };
  } catch (error) {
    if (error instanceof TransientError) {
      await letGo(deps, asked, hold, error.code).catch(() => undefined);
      throw error;
    }
    deps.log.error(
      { template, error: nameOf(error), step: asked.step.key },
      'a message cannot be made',
    );
    return { marked: await markStuck(deps, asked, hold, error) };
  }
}

/** Renders, hands over and marks. `undefined`: look anew. */
async function handOver(
  deps: Deps,
  asked: Asked,
  template: string,
  claimed: Claimed,
  owner: string,
): Promise<Marked> {
  const hold: Hold = { claimed, owner, endsAt: Date.now() + (claimed.message.leaseLeft ?? 0) };
  const ready = await prepared(deps, asked, template, hold);
  if ('marked' in ready) return ready.marked;
  if (!ready.send) return undefined;
  const answer = await ready.send();
  const { message, to } = claimed;
  if (answer.status === 'unknown' && mayAskAgain(deps, message, to)) {
    // The claim stays as it is, and runs out: then the provider is asked.
    return askLater(deps, asked, Math.max(0, hold.endsAt - Date.now()) + MINUTE);
  }
  const marked = await markAnswer(deps, asked, hold, answer);
  if (!marked) {
    const { status } = answer;
    deps.log.warn({ message: message.id, status }, 'an answer came after its claim was lost');
  }
  return marked;
}

/** Gate, claim, hand over, mark; again as long as another's doings or a lost claim say so. */
async function deliver(
  deps: Deps,
  asked: Asked,
  input: SendInput,
  sending: Sending,
): Promise<Answer<Sent> | Pending> {
  for (;;) {
    const gated: Answer<Sent> | Gated = await inCall<Sent, Gated>(deps, asked, (scene) =>
      gateAndClaim(scene, input, sending),
    );
    if (!('found' in gated)) return gated;
    let answer: Marked;
    if (gated.found === 'claimed') {
      answer = await handOver(deps, asked, input.template, gated, sending.owner);
    } else if (gated.found === 'lost') {
      answer = await settleLost(deps, asked, input.template, gated);
    } else if (sending.local) {
      // No room, or another's attempt: both are for the ordinary one to sit out.
      return PENDING;
    } else if (gated.found === 'full') {
      await sending.place.wait(gated.channel);
    } else {
      await joinOther(deps, asked.step.key);
    }
    if (answer) return answer;
  }
}

export interface Sender {
  readonly local: LocalActivities['send'];
  readonly ordinary: CallActivity<'send'>;
  drain(): Promise<void>;
}

/** The channels it may go by, as far as its template tells. */
function channelsOf(deps: Deps, { template, channel }: SendInput): readonly Channel[] {
  const entry = entryOf(deps.catalog, template);
  return entry ? channelsFor(deps, entry, channel).channels : [];
}

/** Both forms of a send. An attempt that outlives its local call goes on under its lease. */
export function createSender(deps: Deps): Sender {
  const lanes = new Lanes(deps.laneSlots);
  const queue = new Lanes(deps.limits.atOnce, PATIENCE_MS);
  const underWay = new Set<Promise<Answer<Sent> | Pending>>();
  /** Local attempts of this process by the key of their step. */
  const goingOn = new Map<string, Promise<Answer<Sent> | Pending>>();

  function begin(
    asked: Asked,
    input: SendInput,
    sending: Omit<Sending, 'owner' | 'place'>,
    place: Visit,
  ): Promise<Answer<Sent> | Pending> {
    const owner = newId('send-');
    const work = orStuck(deps, asked, () =>
      deliver(deps, asked, input, { ...sending, owner, place }),
    );
    underWay.add(work);
    const over = (): void => {
      place.leave();
      underWay.delete(work);
    };
    work.then(over, over);
    return work;
  }

  const local: Sender['local'] = (run, input, step) => {
    const asked = { run, step, verb: 'send' };
    const place = lanes.visit();
    // Asking the gate would only keep others from it.
    if (!place.mayTake(channelsOf(deps, input))) return Promise.resolve(PENDING);
    const work = begin(asked, input, { local: true }, place);
    if (!goingOn.has(step.key)) goingOn.set(step.key, work);
    const over = (): void => {
      if (goingOn.get(step.key) === work) goingOn.delete(step.key);
    };
    work.then(over, over);
    return withinBudget(work, deps.limits.budgetMs, (error) =>
      deps.log.warn({ step: step.key, error: nameOf(error) }, 'a send failed past its budget'),
    );
  };

  const ordinary: Sender['ordinary'] = async (run, input, step) => {
    const asked = { run, step, verb: 'send' };
    // What a local attempt of ours comes to is the answer; only another process's is read from its mark.
    const joined = await goingOn.get(step.key)?.catch(() => PENDING);
    if (joined && joined.status !== 'pending') return joined;
    const answer = await begin(asked, input, { local: false }, queue.visit());
    if (answer.status === 'pending') throw new Error('an ordinary send cannot be pending');
    return answer;
  };

  return {
    local,
    ordinary,
    async drain() {
      queue.close();
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
