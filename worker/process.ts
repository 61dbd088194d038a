import type { RunningWorker, WorkerOptions } from './options';

/**
 * Serves the current release and every older one with open enrollments, works off events, and looks for what is due.
 * @throws TransientError `TEMPORAL_UNAVAILABLE` when Temporal has not answered within the patience
 */
export declare function startWorker(options: WorkerOptions): Promise<RunningWorker>;
