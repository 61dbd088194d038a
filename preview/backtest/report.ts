import type { Instant } from '../../engine';
import type { OfferMonth } from './budgets';
import type { EntryTally, Counts, MessageTally } from './tally';

/** Those of some group whose window closed within the history, and how many of them did what the goal asks for. */
export interface Group {
  readonly count: number;
  readonly ordered: number;
  /** 0 to 1; left out of an empty group. */
  readonly rate?: number;
}

/** What customers did of themselves: nobody was written to in the history. */
export interface Organic {
  readonly event: string;
  /** ms from entry. */
  readonly within: number;
  /** All who entered or were held out. */
  readonly entered: Group;
  /** Of them, those to whom at least one message would have gone. */
  readonly written: Group;
  /** Entered so late that the history does not say. */
  readonly tooLate: number;
  /** With what `assume` adds: those who did it of themselves, or would have by assumption. */
  readonly withAssumed?: Group;
}

/** What a hold-out can prove. Shares from 0 to 1. */
export interface Proof {
  /** Share held out. */
  readonly holdout: number;
  readonly alpha: number;
  readonly power: number;
  /** Smallest lift of the rate that it proves; left out where it proves none. */
  readonly lift?: number;
  /** The same where a customer's entries are alike, for the hold-out is drawn by customer. */
  readonly liftByCustomer?: number;
}

export interface OfferReport {
  readonly offer: string;
  readonly issued: number;
  /** What the codes issued are expected to cost. */
  readonly cost: number;
  /** What they would cost if each were used on an order of the usual size; left out without orders. */
  readonly ifAllUsed?: number;
  /** What all codes asked for would be expected to cost, had there been no budget. */
  readonly wanted: number;
  readonly budgetPerMonth: number;
  readonly refused: Counts;
  readonly months: readonly OfferMonth[];
}

export interface EntryMonth extends EntryTally {
  readonly month: string;
}

/** What a journey would have done over a history. Counts, money in the shop's currency, instants in ms since epoch, UTC. */
export interface BacktestReport {
  readonly journey: string;
  readonly title: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly history: {
    readonly customers: number;
    readonly events: number;
    readonly from: Instant;
    readonly until: Instant;
    /** IANA zone in which its days lie. */
    readonly zone: string;
    /** Events that do not fit their schema: they start nothing. */
    readonly misfits: number;
  };
  readonly settings: {
    readonly on: string;
    readonly reenter: string;
    readonly goal?: string;
    /** Percent. */
    readonly holdout: number;
  };
  readonly entries: EntryTally & {
    /** Different customers among those who entered or were held out. */
    readonly customers: number;
    readonly months: readonly EntryMonth[];
  };
  readonly ends: Counts;
  readonly underWay: number;
  /** Runs that stand still, by the reason. */
  readonly stuck: Counts;
  readonly messages: readonly MessageTally[];
  readonly offers: readonly OfferReport[];
  readonly organic?: Organic;
  readonly proof: readonly Proof[];
  /** What was assumed, and the events that it made. */
  readonly assumed: { readonly assumptions: readonly string[]; readonly events: Counts };
}
