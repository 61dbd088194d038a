import type { TLSConfig } from '@temporalio/client';
import type { ActivityDeps, Logger } from '../activities';
import type { Store } from '../store';

/** Where Temporal is. */
export interface TemporalOptions {
  /** `host:port` */
  readonly address: string;
  readonly namespace: string;
  /** Temporal Cloud's key; turns TLS on. */
  readonly apiKey?: string;
  readonly tls?: boolean | TLSConfig;
}

/** Where a release is made from. Absolute paths. */
export interface ReleaseSources {
  /** The module that exports `journeys`. */
  readonly workflows: string;
  /** The folder of templates. */
  readonly templates: string;
}

/** How often the periodic jobs look. Real ms. */
export interface JobIntervals {
  readonly sweep: number;
  readonly reconcile: number;
  /** New releases, and older ones without open enrollments. */
  readonly releases: number;
}

export interface WorkerOptions {
  readonly store: Store;
  readonly temporal: TemporalOptions;
  /** What the activities need besides what the worker gives them. */
  readonly activities: Pick<
    ActivityDeps,
    'catalog' | 'channels' | 'secret' | 'publicUrl' | 'limits'
  >;
  /**
   * Whether code that was current before, and was followed by other code, becomes current again. Left out: it is only
   * served, for a process that restarts must not take back what was shipped since.
   */
  readonly rollBack?: boolean;
  /** Left out: the project's own `workflows/` and `templates/`. */
  readonly sources?: ReleaseSources;
  /** Where linked bundles are kept, by release and SDK version. */
  readonly cacheFolder: string;
  readonly log: Logger;
  /** Workflows kept in memory, shared out among the releases served. 600 when left out. */
  readonly cachedWorkflows?: number;
  /** How long to try Temporal at the start before giving up. 60 s when left out. Real ms. */
  readonly patience?: number;
  /** How long a stop waits for what is under way. 15 s when left out. Real ms. */
  readonly grace?: number;
  readonly intervals?: Partial<JobIntervals>;
  /** How long a release without open enrollments is kept: its last runs may still be told that they are over. 60 s when left out. Real ms. */
  readonly linger?: number;
  /** Events in a run's history above which it goes on as a new generation. 4,000 when left out. */
  readonly historyLimit?: number;
}

export interface RunningWorker {
  /** The release that was made from the sources at the start. */
  readonly release: string;
  /** The releases this process serves, the current one first. */
  releases(): readonly string[];
  /** Resolves once every accepted event has been worked off, and every run that is due was started and rung. */
  idle(): Promise<void>;
  /** Whether Temporal answers now; what `/ready` asks. @throws TransientError `TEMPORAL_UNAVAILABLE` */
  ping(): Promise<void>;
  /** Writes events for what is due now. @returns how many */
  sweep(): Promise<number>;
  /** Looks once for runs that Temporal lost or ended behind our back. @returns how many were mended */
  reconcile(): Promise<number>;
  /** Finishes what is under way, within the grace, and lets go of everything but the store. */
  stop(): Promise<void>;
}
