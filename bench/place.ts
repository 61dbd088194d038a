import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { createActivities, storedSpecs, storedTemplates, type Activities } from '../activities';
import { catalog } from '../catalog';
import { createSmtpChannel } from '../channels';
import type { Channel } from '../engine';
import { CHANNELS, openStore, type Store } from '../store';
import { startPostgres } from '../test/servers/postgres';
import { startTemporal } from '../test/servers/temporal';
import { beating, guarded } from '../worker/guard';
import { BEFORE_WORKFLOWS } from '../worker/link';
import { keep, publish } from '../worker/jobs/publish';
import { Relay } from '../worker/relay';
import { makeRelease } from '../worker/releases';
import { createRenew } from '../worker/renew';
import { Runs } from '../worker/runs';
import { Serving } from '../worker/serving';
import { connectTemporal, type Temporal } from '../worker/temporal';
import { Undo } from '../worker/undo';
import { Mailbox } from './mailbox';

const SECRET = 'a secret of the bench';
const PUBLIC_URL = 'http://127.0.0.1:8080';
const HAND_QUEUE = 'hand-written';
const HOUR_MS = 3_600_000;
/** As the product's own workers: one cache for each, pollers that grow. */
const POLLERS = { type: 'autoscaling', minimum: 2, initial: 4, maximum: 40 } as const;
const CACHED = 600;
const LANE_SLOTS = 13;
const PATIENCE_MS = 10_000;
const SOURCES = {
  workflows: join(__dirname, 'journeys.ts'),
  templates: join(__dirname, '../templates'),
};

const log = {
  info: () => undefined,
  warn: (fields: object, message: string) =>
    process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
  error: (fields: object, message: string) =>
    process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
};

/** Where everything is measured: real servers, the product's worker, and one for the workflow written by hand. */
export interface Place {
  readonly store: Store;
  readonly databaseUrl: string;
  readonly mailbox: Mailbox;
  readonly temporal: Temporal;
  readonly runs: Runs;
  readonly release: string;
  readonly handQueue: string;
  readonly secret: string;
  readonly log: typeof log;
  /** When the first send of an enrollment was called, by `performance.now()`. */
  readonly called: ReadonlyMap<string, number>;
  /** Resolves once the relay has worked off all there is. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL, Temporal on a file with WAL as `up` has it, one SMTP server and one pool for both sides. */
async function openServers(undo: Undo) {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-'));
  undo.later(() => rmSync(folder, { recursive: true, force: true }));
  const postgres = await startPostgres();
  undo.later(() => postgres.stop());
  const server = await startTemporal({ file: join(folder, 'temporal.db'), exactTimers: false });
  undo.later(() => server.stop());
  const store = await openStore({ databaseUrl: postgres.url, poolSize: 20 });
  undo.later(() => store.close());
  const mailbox = new Mailbox();
  const url = await mailbox.start();
  undo.later(() => mailbox.stop());
  const smtp = createSmtpChannel({ url, from: 'Shop <hello@shop.example>' });
  undo.later(() => smtp.close());
  const temporal = await connectTemporal(
    { address: server.address, namespace: 'default' },
    PATIENCE_MS,
    log,
  );
  undo.later(() => temporal.close());
  const runs = new Runs(temporal, server.address);
  return { folder, databaseUrl: postgres.url, store, mailbox, smtp, temporal, runs };
}
type Servers = Awaited<ReturnType<typeof openServers>>;

/** The product's worker from its parts, as `worker/process.ts` has them: eager starts need a connection that both share. */
async function serve(
  { store, temporal, folder, runs }: Servers,
  activities: Activities,
  undo: Undo,
) {
  const release = await keep(store, await makeRelease(SOURCES));
  await publish({ store, catalog }, release);
  const serving = new Serving({
    ...{ store, connection: temporal.connection, namespace: temporal.namespace, log },
    local: { ...guarded(activities.local, log), ...guarded({ renew: createRenew(store) }, log) },
    ordinary: beating(guarded(activities.ordinary, log)),
    ...{ cacheFolder: folder, cachedWorkflows: CACHED, grace: 5_000, linger: HOUR_MS },
  });
  undo.later(() => serving.stop());
  await serving.refresh();
  const apply = { catalog, secret: SECRET, specs: storedSpecs(), log };
  const relay = new Relay({ store, runs, apply, specs: apply.specs, log, scaled: false });
  undo.later(() => relay.stop());
  undo.later(await store.listen(CHANNELS.events, () => relay.wake()));
  relay.start();
  return { release: release.id, relay };
}

async function serveByHand({ temporal, folder }: Servers, activities: Activities, undo: Undo) {
  const before = join(folder, 'before.js');
  writeFileSync(before, BEFORE_WORKFLOWS);
  const worker = await Worker.create({
    ...{ connection: temporal.connection, namespace: temporal.namespace, taskQueue: HAND_QUEUE },
    workflowsPath: require.resolve('./hand-written'),
    bundlerOptions: { preloadModules: [before] },
    activities: { send: activities.ordinary.send },
    maxCachedWorkflows: CACHED,
    workflowTaskPollerBehavior: POLLERS,
    activityTaskPollerBehavior: POLLERS,
  });
  const over = worker.run();
  undo.later(async () => {
    worker.shutdown();
    await over;
  });
}

/** Notes when each enrollment's first send is called. */
function notingCalls(activities: Activities, called: Map<string, number>): Activities {
  const noting =
    <A extends [{ readonly enrollment: string }, ...unknown[]], R>(send: (...args: A) => R) =>
    (...args: A): R => {
      const [{ enrollment }] = args;
      if (!called.has(enrollment)) called.set(enrollment, performance.now());
      return send(...args);
    };
  const { local, ordinary } = activities;
  return {
    ...activities,
    local: { ...local, send: noting(local.send) },
    ordinary: { ...ordinary, send: noting(ordinary.send) },
  };
}

export async function openPlace(): Promise<Place> {
  const filter = { core: 'ERROR', other: 'ERROR' } as const;
  const telemetryOptions = { logging: { forward: {}, filter } };
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions });
  const undo = new Undo();
  try {
    const servers = await openServers(undo);
    const { store, smtp } = servers;
    const activities = createActivities({
      ...{ catalog, secret: SECRET, publicUrl: PUBLIC_URL, store, log, laneSlots: LANE_SLOTS },
      channels: new Map<Channel, typeof smtp>([['email', smtp]]),
      templates: storedTemplates(store, catalog),
      // The product's own line would hold the hand-written one back.
      limits: { atOnce: 100 },
    });
    undo.later(() => activities.drain());
    const called = new Map<string, number>();
    const noted = notingCalls(activities, called);
    const { release, relay } = await serve(servers, noted, undo);
    await serveByHand(servers, noted, undo);
    return {
      ...{ ...servers, release, log, handQueue: HAND_QUEUE, secret: SECRET, called },
      idle: () => relay.idle(),
      close: () => undo.all(),
    };
  } catch (error) {
    await undo.all();
    throw error;
  }
}
