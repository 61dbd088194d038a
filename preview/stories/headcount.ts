import type { BacktestReport } from '../backtest';
import { number, spanOf, sum } from '../backtest/words';

/** How many of a real history there are to be told of. A run is one customer's way from one entry. */
export interface Headcount {
  /** As people call it. */
  readonly file: string;
  readonly history: BacktestReport['history'];
  /** Runs that began: each took a story, or is under way, or went a way that no story tells. */
  readonly entered: number;
  /** No run began for them. */
  readonly heldOut: number;
  /** Different ones, entered or held out. */
  readonly customers: number;
  /** Not over where the history ends. */
  readonly underWay: number;
  /** On a way that no story tells, by how they ended. */
  readonly untold: Readonly<Record<string, number>>;
}

/** Whom the counts are of, and who is in none of them: two sentences. */
export function headcountLines(headcount: Headcount): readonly [string, string] {
  const { file, history, entered, heldOut, customers, underWay, untold } = headcount;
  const ends = Object.entries(untold).map(([end, runs]) => `${number(runs)} ${end}`);
  const how = ends.length > 0 ? ` (${ends.join(', ')})` : '';
  return [
    `${file}, ${spanOf(history)}: ${number(entered)} entered and ${number(heldOut)} were held out, of ${number(customers)} customers`,
    `in none of the counts: ${number(underWay)} still under way at its end, ${number(sum(untold))} on a way that no story tells${how}`,
  ];
}
