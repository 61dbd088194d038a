import { Client } from 'pg';
import { openStore, newId, type Store } from '../../store';
import { openMemory } from './memory';
import { describeWith } from './needs';
import { startPostgres, type PostgresServer } from './postgres';

/** A fresh database of its own, on the server that the suite shares or on one started for this file. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export async function createDatabase(): Promise<TestDatabase> {
  const shared = process.env['PERENNIAL_TEST_DATABASE_URL'];
  const own: PostgresServer | undefined = shared ? undefined : await startPostgres();
  const server = new URL(shared ?? own?.url ?? '');
  const name = newId('perennial_');
  await asAdmin(server.href, `create database ${name}`);
  const database = new URL(server);
  database.pathname = `/${name}`;
  return {
    url: database.href,
    drop: async () => {
      await asAdmin(server.href, `drop database ${name} with (force)`);
      await own?.stop();
    },
  };
}

/** An empty store of its own. `close` closes it and leaves nothing behind. */
export interface EmptyStore {
  readonly store: Store;
  close(): Promise<void>;
}

/** On the PostgreSQL that the suites share; without one on PGlite, which takes ten times as long to begin. */
export async function openEmpty(): Promise<EmptyStore> {
  if (!process.env['PERENNIAL_TEST_DATABASE_URL']) {
    const store = await openMemory();
    return { store, close: () => store.close() };
  }
  const database = await createDatabase();
  const store = await openStore({ databaseUrl: database.url });
  const close = async (): Promise<void> => {
    await store.close();
    await database.drop();
  };
  return { store, close };
}

export type OpenStore = () => Promise<Store>;

/** The same facts on PostgreSQL alone: what needs more than one connection. On PostgreSQL all stores opened in it share a database. */
export function onPostgres(facts: (open: OpenStore, url: () => string) => void): void {
  describeWith('postgres')('on PostgreSQL', () => {
    const opened: Store[] = [];
    let database: TestDatabase | undefined;
    const url = () => database?.url ?? '';
    beforeAll(async () => {
      database = await createDatabase();
    });
    afterAll(async () => {
      await Promise.all(opened.map((store) => store.close()));
      await database?.drop();
    });
    facts(async () => {
      const store = await openStore({ databaseUrl: url() });
      opened.push(store);
      return store;
    }, url);
  });
}

function onPglite(facts: (open: OpenStore) => void): void {
  describe('on PGlite', () => {
    const opened: Store[] = [];
    afterAll(async () => {
      await Promise.all(opened.map((store) => store.close()));
    });
    facts(async () => {
      const store = await openMemory();
      opened.push(store);
      return store;
    });
  });
}

/** The same facts on PGlite, in memory, and on PostgreSQL. Each call of `open` on PGlite is a database of its own. */
export function eachStore(facts: (open: OpenStore) => void): void {
  onPglite(facts);
  onPostgres((open) => facts(open));
}
