import { execFile, spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);

/** A throw-away PostgreSQL on the loopback address. */
export interface PostgresServer {
  /** Of its database `postgres`, with the right to create others. */
  readonly url: string;
  /**
   * Stops it and keeps its data.
   * @returns starts it again, at the same address
   */
  halt(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '128MB',
  listen_addresses: '127.0.0.1',
  // A lost deadlock is tried again after this long; tests of it need not wait a second.
  deadlock_timeout: '200ms',
};

/** PostgreSQL refuses to run as root: then it runs as its own user. */
async function userOfServer(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function answers(url: string, server: ChildProcess, log: () => string): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${log()}`);
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** @returns ends it; again is harmless */
async function launched(
  program: string,
  options: readonly string[],
  folder: string,
  url: string,
): Promise<() => Promise<void>> {
  const user = await userOfServer();
  const stdio: StdioOptions = ['ignore', 'ignore', 'pipe'];
  const server = spawn(program, options, { ...user, cwd: folder, stdio });
  let log = '';
  server.stderr?.on('data', (text: Buffer) => (log = (log + text.toString()).slice(-10_000)));
  const stopAtExit = () => server.kill('SIGQUIT');
  process.once('exit', stopAtExit);
  const gone = new Promise((resolve) => server.once('exit', resolve));
  await answers(url, server, () => log);
  return async () => {
    process.off('exit', stopAtExit);
    server.kill('SIGINT');
    await gone;
  };
}

/**
 * Starts a PostgreSQL of its own in a temporary folder, from the programs that `pg_config --bindir` names.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = (await run('pg_config', ['--bindir'])).stdout.trim();
  const user = await userOfServer();
  const folder = await mkdtemp(join(tmpdir(), 'perennial-pg-'));
  await chmod(folder, 0o700);
  if (user) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...user, cwd: folder },
  );
  const port = await freePort();
  const settings = { ...SETTINGS, unix_socket_directories: folder };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const launch = () =>
    launched(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...options], folder, url);
  let end = await launch();
  return {
    url,
    halt: async () => {
      await end();
      return async () => {
        end = await launch();
      };
    },
    stop: async () => {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
