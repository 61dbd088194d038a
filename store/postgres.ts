import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { Client, Pool, types, type PoolClient } from 'pg';
import type { Backend } from './database';
import { isStalePlan, translated, unavailable } from './faults';
import { listenForever } from './listening';
import { StatementNames } from './plans';

const INT8 = 20;
const NUMERIC = 1700;
const CONNECTION = {
  application_name: 'perennial',
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
};
/** ms after which the server gives up on a transaction whose process went silent: others wait for its locks. */
const SILENT_TRANSACTION = 60_000;

/** Counts, arrival numbers and instants stay below 2^53. */
const numbers: typeof types = {
  ...types,
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === INT8 || oid === NUMERIC
      ? Number
      : (types.getTypeParser(oid, format) as unknown)) as typeof types.getTypeParser,
};

function asKysely(client: PoolClient, names: StatementNames): PostgresPoolClient {
  let isStale = false;
  const query = async (text: string, values: readonly unknown[] = []): Promise<unknown> => {
    const name = names.of(text);
    try {
      return await translated(() =>
        client.query({ ...(name !== undefined && { name }), text, values: [...values] }),
      );
    } catch (error) {
      if (!isStalePlan(error)) throw error;
      isStale = true;
      throw unavailable(error);
    }
  };
  return { query: query as PostgresPoolClient['query'], release: () => client.release(isStale) };
}

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ ...CONNECTION, connectionString });
  // Without a listener a lost connection would end the process; whoever uses the client sees it fail.
  client.on('error', () => undefined);
  await translated(() => client.connect());
  return client;
}

/** Runs with a session's lock held; the session's end gives it back. */
async function locked<T>(
  databaseUrl: string,
  statement: string,
  name: string,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const client = await connected(databaseUrl);
  const lost = new AbortController();
  client.once('end', () => lost.abort());
  try {
    const { rows } = await translated(() =>
      client.query<{ held: boolean | '' }>(statement, [`perennial:${name}`]),
    );
    return rows[0]?.held === false ? undefined : await work(lost.signal);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** PostgreSQL behind a pool of connections. */
export function openPostgres(where: { databaseUrl: string; poolSize?: number }): Backend {
  const pool = new Pool({
    ...CONNECTION,
    connectionString: where.databaseUrl,
    max: where.poolSize ?? 10,
    idle_in_transaction_session_timeout: SILENT_TRANSACTION,
    types: numbers,
  });
  // A connection that breaks fails its query and is replaced by the pool; unheard, it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const names = new StatementNames();
  const listeners = new Set<() => Promise<void>>();
  const kyselyPool: PostgresPool = {
    connect: async () => asKysely(await translated(() => pool.connect()), names),
    end: () => pool.end(),
  };
  return {
    kind: 'postgres',
    pool: kyselyPool,
    listen: async (channel, heard) => {
      const stop = await listenForever(() => connected(where.databaseUrl), channel, heard);
      listeners.add(stop);
      return async () => {
        listeners.delete(stop);
        await stop();
      };
    },
    withAdvisoryLock: (name, work) =>
      locked(
        where.databaseUrl,
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as held',
        name,
        work,
      ),
    whileMigrating: async (work) =>
      (await locked(
        where.databaseUrl,
        'select pg_advisory_lock(hashtextextended($1, 0)) as held',
        'migrations',
        work,
      )) as Awaited<ReturnType<typeof work>>,
    closed: async () => {
      await Promise.all([...listeners].map((stop) => stop()));
    },
  };
}
