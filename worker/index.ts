export { startWorker } from './process';
export type {
  JobIntervals,
  ReleaseSources,
  RunningWorker,
  TemporalOptions,
  WorkerOptions,
} from './options';
