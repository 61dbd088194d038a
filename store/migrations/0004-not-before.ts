import { sql, type Kysely, type Migration } from 'kysely';

/** When a run that was put off asks again: a clock that waits for the product does not wait for it until then. */
export const notBefore: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table enrollments add column not_before bigint`.execute(db);
  },
};
