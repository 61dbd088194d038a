import { sql } from 'kysely';
import type { Instant, Json } from '../engine';
import type { Db } from './database';

/** Who did what to what, and when. `detail` holds nothing personal. */
export interface AuditEntry {
  /** Of its place: later ones have higher ones. */
  readonly number: number;
  readonly at: Instant;
  readonly who: string;
  readonly what: string;
  readonly subject: string;
  readonly detail: Json;
}

export async function writeAudit(
  tx: Db,
  entry: Omit<AuditEntry, 'number' | 'at' | 'detail'> & { detail?: Json },
): Promise<void> {
  await sql`
    insert into audit (at, who, what, subject, detail)
    values (perennial_now(), ${entry.who}, ${entry.what}, ${entry.subject}, ${JSON.stringify(entry.detail ?? null)}::jsonb)`.execute(
    tx,
  );
}

/**
 * Newest first.
 * @param subject - id of a run, a customer, a journey, an inquiry, or the hash of an address; left out: all
 * @param after - `number` of the last entry of the page before
 */
export async function readAudit(
  db: Db,
  { subject, limit = 100, after }: { subject?: string; limit?: number; after?: number } = {},
): Promise<AuditEntry[]> {
  const { rows } = await sql<AuditEntry>`
    select number, at, who, what, subject, detail from audit
    where (${subject ?? null}::text is null or subject = ${subject ?? null}::text)
      and (${after ?? null}::bigint is null or number < ${after ?? null}::bigint)
    order by number desc limit ${limit}`.execute(db);
  return rows;
}
