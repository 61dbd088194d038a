import { sql, type Kysely, type Migration } from 'kysely';

/** Where a scaled clock began: what is to happen on a certain day of it is counted from there, at every start. */
export const clockOrigin: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table clock add column origin bigint`.execute(db);
  },
};
