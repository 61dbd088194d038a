import { join } from 'node:path';
import { Runtime } from '@temporalio/worker';
import { createActivities, storedSpecs, storedTemplates, type Logger } from '../activities';
import { CHANNELS, readClock } from '../store';
import { guarded } from './guard';
import { ringOne } from './heard';
import { publish } from './jobs/publish';
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
import { connectTemporal } from './temporal';

const DEFAULTS = {
  cachedWorkflows: 600,
  patience: 60_000,
  grace: 15_000,
  intervals: { sweep: 1_000, reconcile: 30_000, releases: 5_000 } satisfies JobIntervals,
};
/** Workflow tasks a worker runs at once; at most a third of them may be held up by one channel. */
const LANE_SLOTS = 13;

let installed = false;

/** The SDK's own runtime, once for the process: its logs in ours, and signals left to us. */
function installRuntime(log: Logger): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    logger: sdkLogger(log),
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
  });
}

/** What is to be undone when the worker stops, last first. */
class Undo {
  readonly #steps: (() => Promise<unknown>)[] = [];

  later(step: () => Promise<unknown>): void {
    this.#steps.unshift(step);
  }

  async all(): Promise<void> {
    for (const step of this.#steps.splice(0)) await step();
  }
}

async function assemble(options: WorkerOptions, undo: Undo): Promise<RunningWorker> {
  const { store, log, temporal: where } = options;
  const intervals = { ...DEFAULTS.intervals, ...options.intervals };
  const release = await makeRelease(options.sources);
  const temporal = await connectTemporal(where, options.patience ?? DEFAULTS.patience, log);
  undo.later(() => temporal.close());

  const specs = storedSpecs();
  const { catalog, secret } = options.activities;
  const apply = { catalog, secret, specs, log };
  const templates = storedTemplates(store, catalog);
  const activities = createActivities({
    ...options.activities,
    store,
    templates,
    specs,
    log,
    laneSlots: LANE_SLOTS,
  });
  undo.later(() => activities.drain());

  await publish(store, release);
  const serving = new Serving({
    store,
    connection: temporal.connection,
    namespace: temporal.namespace,
    local: { ...guarded(activities.local, log), ...guarded({ renew: createRenew(store) }, log) },
    ordinary: guarded(activities.ordinary, log),
    cacheFolder: join(options.cacheFolder),
    cachedWorkflows: options.cachedWorkflows ?? DEFAULTS.cachedWorkflows,
    grace: options.grace ?? DEFAULTS.grace,
    log,
  });
  undo.later(() => serving.stop());
  await serving.refresh();

  const runs = new Runs(temporal, where.address);
  const scaled = (await readClock(store.db)).factor !== 1;
  const { historyLimit } = options;
  const relay = new Relay({
    store,
    runs,
    apply,
    specs,
    log,
    scaled,
    ...(historyLimit !== undefined && { historyLimit }),
  });
  undo.later(() => relay.stop());
  const reconciler = new Reconciler({ store, runs, log, served: () => serving.releases() });
  const jobs = {
    sweep: new Periodic('sweep', intervals.sweep, () => sweep({ store, apply }), log),
    reconcile: new Periodic('reconcile', intervals.reconcile, () => reconciler.look(), log),
    releases: new Periodic('releases', intervals.releases, () => serving.refresh(), log),
  };
  undo.later(() => Promise.all(Object.values(jobs).map((job) => job.stop())));

  const ring = (payload: string): void => {
    const rung = payload === '' ? reconciler.ringAll() : ringOne({ store, runs, log }, payload);
    rung.then(
      (starting) => starting && relay.wake(),
      (error: Error) => log.warn({ error: error.message }, 'a run could not be rung'),
    );
  };
  for (const [channel, heard] of [
    [CHANNELS.events, () => relay.wake()],
    [CHANNELS.runs, ring],
    [CHANNELS.releases, () => jobs.releases.wake()],
  ] as const) {
    undo.later(await store.listen(channel, heard));
  }
  relay.start();
  for (const job of Object.values(jobs)) job.start();
  ring('');
  log.info({ release: release.id, served: serving.releases() }, 'the worker runs');

  return {
    release: release.id,
    releases: () => serving.releases(),
    idle: () => relay.idle(),
    ping: () => runs.ping(),
    sweep: () => sweep({ store, apply }),
    reconcile: () => reconciler.look(),
    stop: () => undo.all(),
  };
}

/**
 * Serves the current release and every older one with open enrollments, works off events, and looks for what is due.
 * @throws TransientError `TEMPORAL_UNAVAILABLE` when Temporal has not answered within the patience
 * @throws PermanentError `RELEASE_INVALID`, `JOURNEY_INVALID`, `DURATION_INVALID`
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  installRuntime(options.log);
  const undo = new Undo();
  try {
    return await assemble(options, undo);
  } catch (error) {
    await undo.all();
    throw error;
  }
}
