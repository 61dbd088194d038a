import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { PermanentError, TransientError } from '../engine';
import { opaqueId } from '../store';
import { unlessAborted } from './aborted';
import { adopt, findLeft, startChild, untilReady, type Child } from './children';
import { openHome, type Home } from './home';
import { HOST, portFor } from './ports';
import type { TemporalPlace } from './settings';
import { findTemporalBinary, type BinarySearch } from './temporal-binary';

/** What the worker sets on every run; the server must know them before. */
const SEARCH_ATTRIBUTES = ['PerennialJourney', 'PerennialCustomer', 'PerennialRelease'];
const START_MS = 60_000;
/** How long a server of the user's own may take to answer. */
const PATIENCE_MS = 20_000;
const BETWEEN_MS = 500;

export interface TemporalPorts {
  readonly temporal: number;
  readonly temporalUi: number;
}

export interface TemporalServer {
  readonly address: string;
  readonly ui: string | undefined;
  readonly pid: number | undefined;
  readonly ports: TemporalPorts | undefined;
  /** Where it came from, for people. */
  readonly from: string;
  /** True for a server that is not ours. */
  alive(): boolean;
  stop(): Promise<void>;
}

export interface TemporalSettings {
  /** With an address, a server of the user's own: nothing is started. */
  readonly place: TemporalPlace;
  readonly home: Home;
  readonly ports: TemporalPorts;
  /** Those ports and no others: it is started again, and its clients know where. */
  readonly exact: boolean;
  /** Time runs faster than the world's. */
  readonly scaled: boolean;
  readonly search: BinarySearch;
}

type Named = TemporalPlace & { readonly address: string };

/** Why a server does not answer, or does not have the namespace; nothing where it does. */
async function silence({ address, namespace, apiKey, tls }: Named): Promise<string | undefined> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({
      ...{ address, connectTimeout: '2s' },
      ...(apiKey !== undefined && { apiKey }),
      ...(tls !== undefined && { tls }),
    });
    const { workflowService } = connection;
    await connection.withDeadline(Date.now() + 2_000, () =>
      workflowService.describeNamespace({ namespace }),
    );
    return undefined;
  } catch (error) {
    return (error as { details?: string }).details ?? (error as Error).message;
  } finally {
    await connection?.close().catch(() => undefined);
  }
}

/** True once the server answers and has its default namespace. */
export const answers = async (address: string, namespace = 'default'): Promise<boolean> =>
  (await silence({ address, namespace, apiKey: undefined, tls: undefined })) === undefined;

/** A server that is not ours may be starting, too. @throws TransientError `TEMPORAL_UNAVAILABLE` */
async function untilAnswers(place: Named, { progress, signal }: BinarySearch): Promise<void> {
  const { address } = place;
  const deadline = Date.now() + PATIENCE_MS;
  for (let tries = 1; ; tries++) {
    const error = await unlessAborted(silence(place), signal);
    if (error === undefined) return;
    if (Date.now() >= deadline)
      throw new TransientError('TEMPORAL_UNAVAILABLE', { address, error });
    if (tries === 1)
      progress.line(`Temporal at ${address} (TEMPORAL_ADDRESS) does not answer: waiting for it`);
    await sleep(BETWEEN_MS, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * The server that the settings name; else our own: the one that an earlier start left behind, or a new one over the same file.
 * @throws PermanentError `TEMPORAL_SERVER_MISSING`, `CHILD_DIED`; TransientError `TEMPORAL_UNAVAILABLE`
 */
export async function openTemporal(settings: TemporalSettings): Promise<TemporalServer> {
  const { address } = settings.place;
  if (address !== undefined) {
    await untilAnswers({ ...settings.place, address }, settings.search);
    return {
      address,
      ui: undefined,
      pid: undefined,
      ports: undefined,
      from: 'TEMPORAL_ADDRESS',
      alive: () => true,
      stop: () => Promise.resolve(),
    };
  }
  return (await adoptLeft(settings)) ?? startServer(settings);
}

const describe = (child: Child, port: number, ui: number, from: string): TemporalServer => ({
  address: `${HOST}:${String(port)}`,
  ui: `http://${HOST}:${String(ui)}`,
  pid: child.pid,
  ports: { temporal: port, temporalUi: ui },
  from,
  alive: child.alive,
  stop: () => child.stop(),
});

/** Ours by its pid, its file and its port; one that does not answer holds the file and is stopped. */
async function adoptLeft({ home }: TemporalSettings): Promise<TemporalServer | undefined> {
  const pidFile = home.pidFile('temporal');
  const left = findLeft(pidFile);
  if (!left) return undefined;
  const child = adopt('Temporal server', left, pidFile);
  const { port, ui } = left.ports;
  if (port !== undefined && ui !== undefined && (await answersSoon(port, home))) {
    return describe(child, port, ui, 'left by an earlier start');
  }
  await child.stop(2_000);
  return undefined;
}

async function answersSoon(port: number, home: Home): Promise<boolean> {
  for (let tries = 0; tries < 3; tries++) {
    if (await answers(`${HOST}:${String(port)}`, namespaceOf(home))) return true;
  }
  return false;
}

/** An empty namespace that only a server over this folder's file has: whoever else answers at the port is not ours. */
const namespaceOf = ({ temporalDatabase }: Home): string =>
  `data-folder-${opaqueId('temporal', temporalDatabase).slice(0, 8)}`;

async function startServer(settings: TemporalSettings): Promise<TemporalServer> {
  const { search, exact } = settings;
  const { path, source } = await findTemporalBinary(search);
  search.progress.status('Temporal server: starting');
  try {
    return await startAt(settings.ports, settings, path, source);
  } catch (error) {
    if (exact || !(error instanceof PermanentError)) throw error;
    // Another program may have taken a port between our look and the server's.
    return startAt({ temporal: 0, temporalUi: 0 }, settings, path, source);
  }
}

async function startAt(
  wished: TemporalPorts,
  { home, search, exact, scaled }: TemporalSettings,
  path: string,
  source: string,
): Promise<TemporalServer> {
  const port = await portFor(wished.temporal, exact);
  const ui = await portFor(wished.temporalUi, exact);
  const child = startChild({
    name: 'Temporal server',
    command: path,
    args: serverArguments(home, port, ui, scaled),
    environment: search.environment,
    log: home.temporalLog,
    pidFile: home.pidFile('temporal'),
    mark: home.temporalDatabase,
    ports: { port, ui },
  });
  const address = `${HOST}:${String(port)}`;
  try {
    const ready = (): Promise<boolean> => answers(address, namespaceOf(home));
    await untilReady(child, home.temporalLog, ready, START_MS, search.signal);
  } catch (error) {
    await child.stop(1_000);
    throw error;
  }
  return describe(child, port, ui, source);
}

/** A timer of less than this fires up to so much late; a server's own 1 s is a day where a day takes a second. */
const SCALED_SHIFT = ['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="100ms"'];

const serverArguments = (home: Home, port: number, ui: number, scaled: boolean): string[] => [
  'server',
  'start-dev',
  ...['--db-filename', home.temporalDatabase],
  // Without these two each commit waits for the disk: a tenth of the runs per second.
  ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
  ...['--ip', HOST, '--port', String(port), '--ui-port', String(ui)],
  ...['--log-level', 'error', '--namespace', namespaceOf(home)],
  ...(scaled ? SCALED_SHIFT : []),
  ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
];

/** Stops what an earlier start left behind in a folder. @returns whether there was something */
export async function stopLeft(folder: string, name: string): Promise<boolean> {
  const pidFile = openHome(folder).pidFile(name);
  const left = findLeft(pidFile);
  if (left) await adopt(name, left, pidFile).stop(2_000);
  return left !== undefined;
}
