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

/** An answer as it is listed for the people of the shop: the newest event of that kind may change an earlier one. */
export interface ListedAnswer {
  /** Of the event. */
  readonly id: string;
  readonly customer: string;
  readonly survey: string;
  /** Null where a survey of the shop's own said none. */
  readonly message: string | null;
  readonly score: number;
  readonly comment: string | null;
  readonly at: Instant;
}

/**
 * Every answer to a survey, the latest first; those of erased customers are gone.
 * @param filter - `atMost`: scores up to this
 * @returns `next`: for `after`, there when there may be more
 */
export async function listAnswers(
  db: Db,
  filter: { readonly atMost?: number; readonly comments?: boolean },
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<{ answers: ListedAnswer[]; next?: string }> {
  const [at, id] = after?.split('.') ?? [];
  const all = [
    sql`name = 'Survey Responded' and problems is null and properties ->> 'score' is not null`,
  ];
  if (at !== undefined && id !== undefined)
    all.push(sql`(accepted_at, id) < (${Number(at)}::bigint, ${id}::text)`);
  if (filter.atMost !== undefined) all.push(sql`(properties ->> 'score')::int <= ${filter.atMost}`);
  if (filter.comments) all.push(sql`properties ->> 'comment' is not null`);
  const { rows } = await sql<ListedAnswer>`
    select id, customer, properties ->> 'survey' as survey, properties ->> 'message' as message,
      (properties ->> 'score')::int as score, properties ->> 'comment' as comment, accepted_at as at
    from events where ${sql.join(all, sql` and `)} order by accepted_at desc, id desc limit ${limit}`.execute(
    db,
  );
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { answers: rows, ...(last && { next: `${last.at}.${last.id}` }) };
}
