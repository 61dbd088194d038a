import { sql } from 'kysely';
import type { Instant } from '../engine';
import type { Db } from './database';

/** What a customer answered to a message that asked. `comment` is personal. */
export interface Answer {
  readonly message: string;
  readonly score: number;
  readonly comment: string | null;
  /** When it was accepted, ms since epoch, UTC. */
  readonly at: Instant;
}

/** Every answer to these messages, in order of arrival: the last one counts. Those of an erased customer are gone. */
export async function answersTo(
  db: Db,
  customer: string,
  messages: readonly string[],
): Promise<Answer[]> {
  const { rows } = await sql<Answer>`
    select properties ->> 'message' as message, (properties ->> 'score')::int as score,
      properties ->> 'comment' as comment, accepted_at as at
    from events
    where customer = ${customer} and name = 'Survey Responded' and problems is null
      and properties ->> 'message' = any(${[...messages]}::text[])
    order by number`.execute(db);
  return rows;
}
