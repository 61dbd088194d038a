import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { freePort, HOST } from '../../local/ports';
import { findTemporalBinary } from '../../local/temporal-binary';

/** A throw-away Temporal server on the loopback address, in memory. */
export interface TemporalTestServer {
  readonly address: string;
  stop(): Promise<void>;
}

const EXACT = 'history.timerProcessorMaxTimeShift="10ms"';
const START_MS = 60_000;
const WAL = ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'];
const SEARCH_ATTRIBUTES = ['PerennialJourney', 'PerennialCustomer', 'PerennialRelease'];

async function answers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: '2s' });
    try {
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}

/**
 * Starts the dev server that the product itself would find; where there is none yet, it is built first.
 * @param again - the port and the file of a server that was stopped, for one in its place; left out: a free port, in memory.
 *   `exactTimers: false` under load, where they come seconds late
 */
export async function startTemporal(
  again: { port?: number; file?: string; exactTimers?: boolean } = {},
): Promise<TemporalTestServer> {
  const { path } = await findTemporalBinary({
    cacheFolder: join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'perennial'),
    environment: process.env,
    progress: {
      status: () => undefined,
      line: (text) => process.stderr.write(`${text}\n`),
    },
    signal: new AbortController().signal,
  });
  const port = again.port ?? (await freePort(0));
  const server = spawn(
    path,
    [
      ...['server', 'start-dev', '--headless', '--ip', HOST, '--port', String(port)],
      ...['--log-level', 'error'],
      ...(again.file === undefined ? [] : ['--db-filename', again.file, ...WAL]),
      // Timers to the moment: for small tests, not for load.
      ...(again.exactTimers === false ? [] : ['--dynamic-config-value', EXACT]),
      ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  server.stderr.on('data', (text: Buffer) => (log = (log + text.toString()).slice(-5_000)));
  const stopAtExit = () => server.kill('SIGKILL');
  process.once('exit', stopAtExit);
  const stop = async (): Promise<void> => {
    process.off('exit', stopAtExit);
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await gone;
  };
  const address = `${HOST}:${String(port)}`;
  const deadline = Date.now() + START_MS;
  while (!(await answers(address))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`Temporal did not start: ${log.trim().split('\n').at(-1) ?? ''}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { address, stop };
}
