import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import { TransientError } from '../engine';
import { isRetryable, translated, unavailable } from './faults';
import { migrate } from './migrations';
import { openPglite } from './pglite';
import { openPostgres } from './postgres';
import type { Schema } from './schema';

/** A database, or a transaction on it. */
export type Db = Kysely<Schema>;

/** What PostgreSQL and PGlite do each in its own way. */
export interface Backend {
  readonly kind: 'postgres' | 'pglite';
  readonly pool: PostgresPool;
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  withAdvisoryLock<T>(
    name: string,
    work: (lost: AbortSignal) => Promise<T>,
  ): Promise<T | undefined>;
  /** Serializes migrations of processes that start at the same time. */
  whileMigrating<T>(work: () => Promise<T>): Promise<T>;
  /** Called once the pool has ended. */
  closed(): Promise<void>;
}

export interface Store {
  readonly db: Db;
  readonly kind: 'postgres' | 'pglite';
  /**
   * Hears a NOTIFY channel on a connection of its own. After a lost connection it reconnects and hears `''`:
   * something may have been missed, so look.
   * @returns stops listening
   */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /**
   * Works alone among all processes under this name. `lost` is aborted when the connection that holds the lock is lost.
   * @returns undefined, and `work` is not called, where another holds the lock
   */
  withAdvisoryLock<T>(
    name: string,
    work: (lost: AbortSignal) => Promise<T>,
  ): Promise<T | undefined>;
  /** @throws TransientError `DATABASE_UNAVAILABLE` */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type StoreAddress =
  | { readonly databaseUrl: string; readonly poolSize?: number }
  | { readonly folder: string }
  /** Gone with the process. `image`: a data folder as PGlite dumps it, to begin with. */
  | { readonly memory: true; readonly image?: Blob };

const TRIES = 3;

/**
 * Opens and migrates the store.
 * @throws PermanentError `FOLDER_LOCKED` where another process has the folder
 * @throws TransientError `DATABASE_UNAVAILABLE`
 */
export async function openStore(where: StoreAddress): Promise<Store> {
  const backend = 'databaseUrl' in where ? openPostgres(where) : await openPglite(where);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: backend.pool }) });
  const close = async () => {
    await db.destroy();
    await backend.closed();
  };
  try {
    await backend.whileMigrating(() => migrate(db));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    db,
    kind: backend.kind,
    listen: (channel, heard) => backend.listen(channel, heard),
    withAdvisoryLock: (name, work) => backend.withAdvisoryLock(name, work),
    ping: async () => {
      await translated(() => db.selectNoFrom((select) => select.lit(1).as('one')).execute());
    },
    close,
  };
}

/**
 * One transaction. Deadlocks and serialization failures are tried again, so `work` may run more than once.
 * Never await anything but the database in it: on PGlite it holds up every other query.
 * @throws TransientError `DATABASE_UNAVAILABLE`
 */
export async function inTransaction<T>(store: Store, work: (tx: Db) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await translated(() => store.db.transaction().execute(work));
    } catch (error) {
      if (error instanceof TransientError || !isRetryable(error)) throw error;
      if (tries === TRIES) throw unavailable(error);
    }
  }
}
