import type { EntryDecision, Instant, TurnedAway } from '../../engine';
import { monthOf } from '../../gate';

export type Counts = Record<string, number>;

export const count = (counts: Counts, what: string): void => {
  counts[what] = (counts[what] ?? 0) + 1;
};

/** What became of one template's messages. */
export interface MessageTally {
  readonly template: string;
  sent: number;
  /** By channel. */
  readonly channels: Counts;
  /** By month, `2026-11` in UTC. */
  readonly months: Counts;
  /** Not sent, by reason. */
  readonly skipped: Counts;
  /** Put off at least once, by what stood in the way: `frequency cap`, `held by support-open`. */
  readonly putOff: Counts;
}

export interface EntryTally {
  entered: number;
  heldOut: number;
  readonly turnedAway: Partial<Record<TurnedAway, number>>;
}

const entries = (): EntryTally => ({ entered: 0, heldOut: 0, turnedAway: {} });

function add(tally: EntryTally, decision: EntryDecision): void {
  if (decision.status === 'enter') tally.entered++;
  else if (decision.status === 'held out') tally.heldOut++;
  else count(tally.turnedAway, decision.reason);
}

/** What is counted while a backtest runs. */
export class Tally {
  readonly entries = entries();
  readonly byMonth = new Map<string, EntryTally>();
  readonly messages = new Map<string, MessageTally>();
  readonly ends: Counts = {};
  readonly stuck: Counts = {};
  readonly limited: Counts = {};
  readonly assumed: Counts = {};
  misfits = 0;

  entry(decision: EntryDecision, at: Instant): void {
    const month = monthOf(at);
    const here = this.byMonth.get(month) ?? entries();
    this.byMonth.set(month, here);
    add(this.entries, decision);
    add(here, decision);
  }

  sentIn({ months }: MessageTally, at: Instant): void {
    count(months, monthOf(at));
  }

  message(template: string): MessageTally {
    const known = this.messages.get(template);
    if (known) return known;
    const none = { template, sent: 0, channels: {}, months: {}, skipped: {}, putOff: {} };
    this.messages.set(template, none);
    return none;
  }
}
