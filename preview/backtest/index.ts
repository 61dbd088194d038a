export { backtest, type BacktestOptions } from './backtest';
export type { PastRun } from './clock';
export { completeUntil } from './dates';
export { compared as settingsCompared } from './compared';
export {
  checked,
  type BadLine,
  type CheckedEvent,
  type History,
  type PastEvent,
  type Profile,
} from './history';
export { provableLift, quantile, type Trial } from './power';
export type * from './report';
export { HistoryReader, type ReaderOptions } from './reader';
export type { Columns } from './rows';
export { combinations, parseSetting, SETTINGS, type Setting, type Settings } from './settings';
export { backtestPage } from './page';
export type { Told as BacktestTold } from './told';
export * as words from './words';
