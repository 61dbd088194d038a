import { sql, type Kysely, type Migration } from 'kysely';

/** What a journey asks a person of the shop to see to. Whose it is, its enrollment knows. */
const INQUIRIES = [
  `create table inquiries (
    id text primary key,
    key text not null unique,
    enrollment text not null,
    subject text not null,
    opened_at bigint not null,
    closed_at bigint,
    closed_by text,
    solved boolean
  )`,
  `create index inquiries_opened on inquiries (opened_at, id)`,
  `create index inquiries_open on inquiries (opened_at, id) where closed_at is null`,
];

export const inquiries: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of INQUIRIES) await sql.raw(statement).execute(db);
  },
};
