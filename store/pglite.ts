import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, types } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Backend } from './database';
import { translated } from './faults';
import { lockFolder } from './folder-lock';
import { PreparedQueries } from './pglite-query';

/** One connection, one user at a time: each waits for the one before. */
class Turns {
  #last: Promise<void> = Promise.resolve();

  /** @returns gives the turn back */
  async take(): Promise<() => void> {
    let over: () => void = () => undefined;
    const before = this.#last;
    this.#last = new Promise((resolve) => (over = resolve));
    await before;
    return over;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    const over = await this.take();
    try {
      return await work();
    } finally {
      over();
    }
  }
}

const commandOf = (text: string): string => (/^\s*(\w+)/.exec(text)?.[1] ?? '').toUpperCase();

function asPool(pglite: PGlite, turns: Turns): PostgresPool {
  const queries = new PreparedQueries(pglite);
  const query = (text: string, values: readonly unknown[]) =>
    translated(async () => {
      const { rows, affected } = await queries.query(text, values);
      return { command: commandOf(text), rowCount: affected ?? rows.length, rows };
    });
  return {
    connect: async () => {
      const release = await turns.take();
      return { query: query as PostgresPoolClient['query'], release };
    },
    end: () => turns.during(() => pglite.close()),
  };
}

/** Session locks would be shared by all of this one connection, so names are locked here: no other process has the folder. */
function nameLocks(): Backend['withAdvisoryLock'] {
  const held = new Set<string>();
  return async (name, work) => {
    if (held.has(name)) return undefined;
    held.add(name);
    try {
      return await work(new AbortController().signal);
    } finally {
      held.delete(name);
    }
  };
}

/**
 * PGlite: PostgreSQL within this process. In a folder it is durable against a killed process, not against a power cut.
 * @throws PermanentError `FOLDER_LOCKED`
 */
export async function openPglite(
  where: { readonly folder: string } | { readonly memory: true; readonly image?: Blob },
): Promise<Backend> {
  let unlock = async (): Promise<void> => undefined;
  let dataDir: string | undefined;
  if ('folder' in where) {
    await mkdir(where.folder, { recursive: true });
    unlock = await lockFolder(join(where.folder, 'perennial.lock'));
    dataDir = join(where.folder, 'pgdata');
  }
  try {
    const pglite = await PGlite.create({
      ...(dataDir !== undefined && { dataDir }),
      ...('image' in where && { loadDataDir: where.image }),
      parsers: { [types.INT8]: Number, [types.NUMERIC]: Number },
    });
    const turns = new Turns();
    return {
      kind: 'pglite',
      pool: asPool(pglite, turns),
      listen: async (channel, heard) => {
        const stop = await turns.during(() => pglite.listen(channel, heard));
        return () => turns.during(async () => (pglite.closed ? undefined : stop()));
      },
      withAdvisoryLock: nameLocks(),
      whileMigrating: (work) => work(),
      closed: unlock,
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}
