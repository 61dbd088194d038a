import { sql, type Kysely, type Migration } from 'kysely';
import { CLOCK } from './0001-clock';
import { CUSTOMERS } from './0001-customers';
import { JOURNEYS } from './0001-journeys';
import { MESSAGES } from './0001-messages';

/** Everything the first release needs, one statement at a time: PGlite takes no more. */
export const begin: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [...CLOCK, ...CUSTOMERS, ...JOURNEYS, ...MESSAGES]) {
      await sql.raw(statement).execute(db);
    }
  },
};
