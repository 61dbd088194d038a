import { Migrator, type Kysely, type Migration } from 'kysely';
import { PermanentError } from '../../engine';
import { begin } from './0001-begin';
import { inquiries } from './0002-inquiries';
import { clockOrigin } from './0003-clock-origin';
import { notBefore } from './0004-not-before';

/** By name, in the order in which they run. A released one is never changed. */
const MIGRATIONS: Record<string, Migration> = {
  '0001-begin': begin,
  '0002-inquiries': inquiries,
  '0003-clock-origin': clockOrigin,
  '0004-not-before': notBefore,
};

/** Kysely's word for a migration that was run and is not in the list. */
const UNKNOWN = /previously executed migration (\S+) is missing/;

/**
 * Brings the schema up to date.
 * @throws PermanentError `SCHEMA_NEWER`
 */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
    migrationTableName: 'perennial_migrations',
    migrationLockTableName: 'perennial_migrations_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const [, migration] = UNKNOWN.exec((error as Error).message) ?? [];
  throw migration === undefined
    ? (error as Error)
    : new PermanentError('SCHEMA_NEWER', { migration });
}
