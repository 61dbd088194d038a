import { Runtime } from '@temporalio/worker';
import {
  createActivities,
  storedSpecs,
  storedTemplates,
  type Activities,
  type ApplyDeps,
  type Logger,
} from '../activities';
import { CHANNELS, isSuperseded, readClock } from '../store';
import { ringAll, ringWishes, ringRun, type RingDeps } from './asks';
import { beating, guarded } from './guard';
import { keep, publish } from './jobs/publish';
import { LateRuns } from './jobs/late';
import { Reconciler } from './jobs/reconcile';
import { sweep } from './jobs/sweep';
import type { JobIntervals, RunningWorker, WorkerOptions } from './options';
import { Periodic } from './periodic';
import { Relay } from './relay';
import { makeRelease } from './releases';
import { createRenew } from './renew';
import { Runs } from './runs';
import { sdkLogger } from './sdk-log';
import { Serving } from './serving';
import { connectTemporal, type Temporal } from './temporal';
import { Undo } from './undo';

const CACHED_WORKFLOWS = 600;
const PATIENCE_MS = 60_000;
const GRACE_MS = 15_000;
const LINGER_MS = 60_000;
const INTERVALS: JobIntervals = { sweep: 1_000, reconcile: 30_000, releases: 5_000 };
/** Where a day takes seconds, a second is half a day. */
const SCALED_SWEEP_MS = 200;
const ASKS_MS = 2_000;
/** Workflow tasks a worker runs at once: 40; at most a third of them may be held up by one channel. */
const LANE_SLOTS = 13;

let installed = false;

/** The SDK's own runtime, once for the process: its logs in ours, and signals left to us. */
function installRuntime(log: Logger): void {
  if (installed) return;
  installed = true;
  try {
    Runtime.install({
      logger: sdkLogger(log),
      shutdownSignals: [],
      telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
    });
  } catch (error) {
    // Whoever used the SDK in this process before has set it up.
    log.warn({ error: (error as Error).message }, "Temporal's SDK logs as it was set up before");
  }
}

function servingOf(options: WorkerOptions, temporal: Temporal, activities: Activities): Serving {
  const { store, log, cacheFolder } = options;
  return new Serving({
    store,
    connection: temporal.connection,
    namespace: temporal.namespace,
    local: {
      ...guarded(activities.local, log),
      ...guarded({ renew: createRenew(store) }, log),
    },
    ordinary: beating(guarded(activities.ordinary, log)),
    cacheFolder,
    cachedWorkflows: options.cachedWorkflows ?? CACHED_WORKFLOWS,
    grace: options.grace ?? GRACE_MS,
    linger: options.linger ?? LINGER_MS,
    log,
  });
}

/** Everything that is done again and again. */
interface Jobs {
  readonly sweep: Periodic;
  readonly asks: Periodic;
  readonly reconcile: Periodic;
  readonly releases: Periodic;
}

function startJobs(
  { log, intervals }: WorkerOptions,
  scaled: boolean,
  work: Record<keyof Jobs, () => Promise<unknown>>,
): Jobs {
  const every = {
    ...INTERVALS,
    asks: ASKS_MS,
    ...(scaled && { sweep: SCALED_SWEEP_MS }),
    ...intervals,
  };
  const job = (name: keyof Jobs): Periodic => {
    const periodic = new Periodic(name, every[name], work[name], log);
    periodic.start();
    return periodic;
  };
  return {
    sweep: job('sweep'),
    asks: job('asks'),
    reconcile: job('reconcile'),
    releases: job('releases'),
  };
}

/** What other processes say. `''`: something may have been missed. */
async function listen(deps: RingDeps, relay: Relay, jobs: Jobs, undo: Undo): Promise<void> {
  const { store, log } = deps;
  const late = (error: Error): void => log.warn({ error: error.message }, 'a run is rung later');
  const rung = (enrollment: string): void => {
    relay.wake();
    (enrollment === '' ? ringAll(deps) : ringRun(deps, enrollment)).catch(late);
  };
  undo.later(await store.listen(CHANNELS.events, () => relay.wake()));
  undo.later(await store.listen(CHANNELS.runs, rung));
  undo.later(await store.listen(CHANNELS.releases, () => jobs.releases.wake()));
  rung('');
}

async function assemble(options: WorkerOptions, undo: Undo): Promise<RunningWorker> {
  const { store, log, temporal: where, historyLimit } = options;
  const release = await makeRelease(options.sources);
  const temporal = await connectTemporal(where, options.patience ?? PATIENCE_MS, log);
  undo.later(() => temporal.close());

  const specs = storedSpecs();
  const { catalog, secret } = options.activities;
  const apply: ApplyDeps = { catalog, secret, specs, log };
  const templates = storedTemplates(store, catalog);
  const activities = createActivities({
    ...options.activities,
    ...{ store, specs, log, laneSlots: LANE_SLOTS, templates },
  });
  undo.later(() => activities.drain());

  const kept = await keep(store, release);
  // The first customer must not wait for it, and a template that does not compile is to stop the start.
  await templates.of(release.id);
  if (options.rollBack !== true && (await isSuperseded(store.db, kept.id))) {
    log.warn(
      { release: kept.id },
      'a newer release is current: this one is served, and takes nothing back',
    );
  } else await publish({ store, catalog }, kept);
  const serving = servingOf(options, temporal, activities);
  undo.later(() => serving.stop());
  await serving.refresh();

  const runs = new Runs(temporal, where.address);
  const scaled = (await readClock(store.db)).factor !== 1;
  const limit = historyLimit === undefined ? {} : { historyLimit };
  const relay = new Relay({ store, runs, apply, specs, log, scaled, ...limit });
  undo.later(() => relay.stop());
  relay.start();

  const ringing: RingDeps = { store, runs, log };
  const late = new LateRuns(ringing);
  const reconciler = new Reconciler({ ...ringing, served: () => serving.releases() });
  // A claim whose run was ended in the middle of a send has no step left to settle it.
  const reconcile = async (): Promise<number> =>
    (await activities.settleAbandoned()) + (await reconciler.look());
  const jobs = startJobs(options, scaled, {
    sweep: () => sweep({ store, apply }),
    asks: async () => {
      await ringWishes(ringing);
      if (scaled) await late.ring();
    },
    reconcile,
    releases: () => serving.refresh(),
  });
  undo.later(() => Promise.all(Object.values(jobs).map((job: Periodic) => job.stop())));
  await listen(ringing, relay, jobs, undo);
  log.info({ release: release.id, served: serving.releases() }, 'the worker runs');

  return {
    release: release.id,
    releases: () => serving.releases(),
    idle: () => relay.idle(),
    ping: () => runs.ping(),
    sweep: () => sweep({ store, apply }),
    reconcile,
    stop: () => undo.all(),
  };
}

/**
 * Serves the current release and every older one with open enrollments, works off events, and looks for what is due.
 * @throws TransientError `TEMPORAL_UNAVAILABLE` when Temporal has not answered within the patience
 * @throws PermanentError `RELEASE_INVALID`, `JOURNEY_INVALID`, `DURATION_INVALID`, `TEMPLATE_INVALID`
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  installRuntime(options.log);
  const undo = new Undo();
  try {
    return await assemble(options, undo);
  } catch (error) {
    await undo.all().catch(() => undefined);
    throw error;
  }
}
