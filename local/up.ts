import { join } from 'node:path';
import type { Logger } from 'pino';
import { DAY, PermanentError } from '../engine';
import { holdClock, lockFolder, openStore, readClock, startClock, type Store } from '../store';
import type { RunningWorker } from '../worker';
import { unlessAborted } from './aborted';
import { holdApiPort, keepApiPort, lastApiPort } from './api-port';
import { keepClock, type GoingClock } from './beat';
import { forgetErased } from './forget';
import { openHome, readSecrets, removeFile, writeRunning, type Home } from './home';
import { openLog } from './log';
import { HOST } from './ports';
import { startOutside, type Outside, type Starting } from './outside';
import { buildApi, buildWorker } from './parts';
import type { Progress } from './progress';
import type { Keys, UpSettings } from './settings';
import { createUnwind } from './unwind';

/** The whole system, running. */
export interface Up {
  readonly home: Home;
  readonly store: Store;
  readonly worker: RunningWorker;
  readonly keys: Keys;
  readonly log: Logger;
  /** Addresses for people, in the order to show them. */
  readonly addresses: readonly (readonly [name: string, value: string])[];
  readonly api: string;
  readonly inbox: string | undefined;
  /** Where time is scaled. */
  readonly clock: GoingClock | undefined;
  /** Resolves once all is stopped. */
  stop(): Promise<void>;
  /** Ends what runs beside this process, at once: it is about to end itself. */
  abandon(): void;
}

export interface UpContext {
  readonly progress: Progress;
  /** Gives up a start under way. */
  readonly signal: AbortSignal;
}

/**
 * Starts everything in order: lock, store, receivers, Temporal, api, worker. What fails stops what was started before it.
 * @throws PermanentError `FOLDER_LOCKED`, `PORT_IN_USE`, `CLOCK_SCALED`, `TEMPORAL_SERVER_MISSING`, `CHILD_DIED`
 * @throws TransientError `TEMPORAL_UNAVAILABLE`; what `signal` was aborted with
 */
export async function startUp(settings: UpSettings, context: UpContext): Promise<Up> {
  let log: Logger | undefined;
  const unwind = createUnwind(() => log);
  try {
    const home = openHome(settings.home);
    const unlock = await lockFolder(join(home.folder, 'up.lock'));
    unwind.later('lock', unlock);
    const opened = openLog(home.log);
    unwind.later('log', opened.close);
    log = opened.log;
    return await startParts({ ...context, settings, home, log, unwind });
  } catch (error) {
    await unwind.run();
    throw error;
  }
}

async function startParts(starting: Starting): Promise<Up> {
  const { settings, home, log, unwind, progress, signal } = starting;
  const held = await holdApiPort(settings, home);
  unwind.later('port', held.release);
  const { port } = held;
  const keys = keysOf(settings, home);
  progress.status('Database: opening');
  const { databaseUrl } = settings;
  const where = databaseUrl === undefined ? { folder: home.database } : { databaseUrl };
  const store = await unlessAborted(openStore(where), signal, (late) => late.close());
  unwind.later('store', () => store.close());
  const outside = await startOutside(starting);
  const { temporal, receivers, channels } = outside;
  signal.throwIfAborted();
  await beginTime(store, settings);

  const api = `http://${HOST}:${String(port)}`;
  const product = { settings, keys, publicUrl: settings.publicUrl ?? api, store, log };
  settlePort(starting, port);
  progress.status('Worker: compiling the journeys');
  const building = buildWorker(product, temporal.address, channels.all, home.releases, {
    // Whoever goes back to earlier code on a laptop means it.
    rollBack: true,
  });
  const worker = await unlessAborted(building, signal, (late) => late.stop());
  unwind.later('worker', () => worker.stop());
  if (receivers) await forgetErased(store, receivers, log);
  const server = buildApi(product, worker, receivers);
  unwind.later('api', () => server.close());
  await held.release();
  await server.listen({ port, host: settings.host ?? HOST });
  // Not before all is up: a scaled clock would run ahead of those who live by it.
  const clock = settings.clock.dayMs === undefined ? undefined : keepClock(store, log);
  unwind.later('clock', () => clock?.stop());

  writeRunning(home, {
    pid: process.pid,
    api,
    operatorKey: keys.operatorKey,
    ports: { ...receivers?.ports },
  });
  unwind.later('address', () => {
    removeFile(home.running);
  });
  return {
    home,
    store,
    worker,
    keys,
    log,
    api,
    clock,
    inbox: receivers && `${receivers.httpUrl}/inbox`,
    addresses: addressesOf(starting, { api, temporal, receivers, keys }),
    stop: () => unwind.run(),
    abandon: () => {
      outside.pids().forEach(kill);
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended before.
  }
}

/** A folder whose time ran fast is ahead of real time for good. */
async function beginTime({ db }: Store, { clock }: UpSettings): Promise<void> {
  const { factor } = await readClock(db);
  if (factor !== 1 && (clock.dayMs ?? DAY) === DAY) {
    throw new PermanentError('CLOCK_SCALED', { seconds: DAY / factor / 1_000 });
  }
  await startClock(db, clock);
  // It goes with the first beat, once all is up.
  if (clock.dayMs !== undefined) await holdClock(db);
}

/** Before a message can link to it; where earlier ones link to another, that is said. */
function settlePort({ settings, home, progress }: Starting, port: number): void {
  const last = lastApiPort(home);
  if (last === port) return;
  keepApiPort(home, port);
  if (last === undefined || settings.publicUrl !== undefined) return;
  progress.line(
    `The api answers at port ${String(port)}; links in earlier messages lead to port ${String(last)}.`,
  );
}

/** Settings first; what they leave out was made on the first start. */
function keysOf({ keys }: UpSettings, home: Home): Keys {
  const made = readSecrets(home);
  return {
    secret: keys.secret ?? made.secret,
    writeKeys: keys.writeKeys ?? [made.writeKey],
    operatorKey: keys.operatorKey ?? made.operatorKey,
  };
}

function addressesOf(
  { settings, home }: Starting,
  parts: Pick<Outside, 'temporal' | 'receivers'> & { readonly api: string; readonly keys: Keys },
): [string, string][] {
  const { api, temporal, receivers, keys } = parts;
  return [
    ['API', api],
    ...(receivers ? ([['Inbox', `${api}/inbox`]] as [string, string][]) : []),
    ['Temporal', temporal.ui ?? temporal.address],
    ['Temporal server', `${temporal.address} (${temporal.from})`],
    ['Write key', keys.writeKeys.join(', ')],
    ['Data folder', home.folder],
    ...(settings.databaseUrl === undefined
      ? []
      : ([['Database', 'PostgreSQL, DATABASE_URL']] as [string, string][])),
  ];
}
