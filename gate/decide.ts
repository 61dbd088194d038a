import type { Topic } from '../catalog';
import { DAY, HOUR, type Channel, type Instant, type SkipReason } from '../engine';

/** One channel of a template, in its order of preference. */
export interface ChannelFacts {
  readonly channel: Channel;
  /** The customer has an address for it. */
  readonly address: boolean;
  readonly suppressed: boolean;
  readonly consent: boolean;
}

/**
 * All that decides whether a message may go now, read under the customer's lock. Instants and
 * lengths in ms. Left out, `held`, `cap`, `quiet` and `lane` do not stand in the way.
 */
export interface GateFacts {
  /** The run or its journey. */
  readonly paused: boolean;
  /** The end that waits for this run: goal, exit, withdrawn consent, an operator's. */
  readonly verdict: string | null;
  readonly erased: boolean;
  /** An operator's skip of this very step. */
  readonly skip?: boolean;
  readonly template: { readonly channels: readonly ChannelFacts[] };
  /** When the story came to this step. */
  readonly due: Instant;
  /** The author's `within`; it stands before the topic's `lateAfter`. */
  readonly within?: number;
  readonly lateAfter?: number;
  /** Its references still exist. */
  readonly available: boolean;
  /** It could be rendered and handed over at all. */
  readonly deliverable: boolean;
  /** The segment that holds it back. */
  readonly held?: string;
  /** The frequency cap is reached; a place is free at `freeAt`. */
  readonly cap?: { readonly freeAt: Instant; readonly atCap: 'wait' | 'skip' };
  /** End of the quiet hours that it is now. */
  readonly quiet?: Instant;
  /** When the provider's lane has room again. */
  readonly lane?: Instant;
}

export type Decision =
  | { readonly status: 'send'; readonly channel: Channel }
  | { readonly status: 'skip'; readonly reason: SkipReason }
  | { readonly status: 'later'; readonly until: Instant; readonly why: string }
  | { readonly status: 'parked'; readonly why: string }
  | { readonly status: 'end'; readonly end: string };

/**
 * The verdict as a message meets it. What answers the entry itself, such as thanks for an order, is owed whatever was
 * bought since: a goal takes nothing transactional away before the story's first wait, and ends the run there.
 * @param begun - when the run was entered, or told again
 */
export const verdictFor = (
  verdict: string | null,
  kind: Topic['kind'],
  due: Instant,
  begun: Instant,
): string | null =>
  verdict === 'converted' && kind === 'transactional' && due <= begun ? null : verdict;

/** How often a message that a segment holds back is looked at again. */
const LOOK_AGAIN = 6 * HOUR;
/** How long `later` may go on for a topic that is never late, so that every run ends. */
const PATIENCE = 7 * DAY;

const skip = (reason: SkipReason): Decision => ({ status: 'skip', reason });

/** Of the channels that each condition in turn leaves, the first; or the condition that left none. */
function choose(channels: readonly ChannelFacts[]): { channel: Channel } | { reason: SkipReason } {
  const addressed = channels.filter((one) => one.address);
  if (addressed.length === 0) return { reason: 'no address' };
  const open = addressed.filter((one) => !one.suppressed);
  if (open.length === 0) return { reason: 'suppressed' };
  const allowed = open.find((one) => one.consent);
  return allowed ? { channel: allowed.channel } : { reason: 'no consent' };
}

/** Later, but not past the point where it would be too late: there it is skipped for this reason. */
function later(
  until: Instant,
  last: Instant,
  why: string,
  reason: SkipReason,
  now: Instant,
): Decision {
  if (now >= last) return skip(reason);
  return { status: 'later', until: Math.min(until, last), why };
}

/**
 * Whether a message may go now. The first row of the design's table that applies decides; an
 * operator's skip stands before a pause, or it would be lost.
 * @param now - ms since epoch, UTC, read under the customer's lock
 */
export function decide(facts: GateFacts, now: Instant): Decision {
  if (facts.paused && !facts.skip) return { status: 'parked', why: 'paused' };
  if (facts.erased) return { status: 'end', end: 'erased' };
  if (facts.verdict !== null) return { status: 'end', end: facts.verdict };
  if (facts.skip) return skip('skipped by hand');

  const choice = choose(facts.template.channels);
  if ('reason' in choice) return skip(choice.reason);

  const limit = facts.within ?? facts.lateAfter;
  const last = facts.due + (limit ?? Infinity);
  if (now > last) return skip('too late');
  if (!facts.available) return skip('unavailable');
  if (!facts.deliverable) return skip('undeliverable');
  return decideWhen(facts, now, choice.channel, limit === undefined ? facts.due + PATIENCE : last);
}

/** The rows that put off what is otherwise allowed. */
function decideWhen(facts: GateFacts, now: Instant, channel: Channel, last: Instant): Decision {
  const { held, quiet, lane } = facts;
  const cap = facts.cap && facts.cap.freeAt > now ? facts.cap : undefined;
  if (held !== undefined) return later(now + LOOK_AGAIN, last, `held by ${held}`, 'held', now);
  if (cap?.atCap === 'skip') return skip('capped');
  if (cap) return later(cap.freeAt, last, 'frequency cap', 'capped', now);
  if (quiet !== undefined && quiet > now) {
    return { status: 'later', until: quiet, why: 'quiet hours' };
  }
  if (lane !== undefined && lane > now) {
    return { status: 'later', until: lane, why: 'provider lane full' };
  }
  return { status: 'send', channel };
}
