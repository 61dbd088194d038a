import { sql, type Kysely, type Migration } from 'kysely';

/** Until when a run's step was put off: a clock that waits for the product does not wait for it. */
export const putOff: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table enrollments add column put_off_until bigint`.execute(db);
  },
};
