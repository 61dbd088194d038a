import type { BadLine } from './history';
import type { BacktestReport } from './report';
import type { Setting } from './settings';

/** One backtest, or several of one journey that differ in some settings, with what was read. */
export interface Told {
  /** As people call it. */
  readonly file: string;
  /** Settings that differ between the reports. */
  readonly varied: readonly Setting[];
  readonly reports: readonly BacktestReport[];
  readonly bad: readonly BadLine[];
  readonly unknown: Readonly<Record<string, number>>;
  readonly duplicates: number;
}
