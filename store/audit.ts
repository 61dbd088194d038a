import { sql } from 'kysely';
import type { Instant, Json } from '../engine';
import type { Db } from './database';

/** Who did what to what, and when. `detail` holds nothing personal. */
export interface AuditEntry {
  readonly at: Instant;
  readonly who: string;
  readonly what: string;
  readonly subject: string;
  readonly detail: Json;
}

export async function writeAudit(
  tx: Db,
  entry: Omit<AuditEntry, 'at' | 'detail'> & { detail?: Json },
): Promise<void> {
  await sql`
    insert into audit (at, who, what, subject, detail)
    values (perennial_now(), ${entry.who}, ${entry.what}, ${entry.subject}, ${JSON.stringify(entry.detail ?? null)}::jsonb)`.execute(
    tx,
  );
}

/** Newest first. */
export async function readAudit(
  db: Db,
  { subject, limit = 100 }: { subject?: string; limit?: number } = {},
): Promise<AuditEntry[]> {
  const { rows } = await sql<AuditEntry>`
    select at, who, what, subject, detail from audit
    where ${subject ?? null}::text is null or subject = ${subject ?? null}::text
    order by number desc limit ${limit}`.execute(db);
  return rows;
}
