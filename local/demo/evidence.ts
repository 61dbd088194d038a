import { sql } from 'kysely';
import { askingChannels, catalog } from '../../catalog';
import { DAY, parseDuration } from '../../engine';
import { overdueRuns, type Store } from '../../store';
import type { Repeated } from '../audit';
import { missingRows } from './belongings';
import type { Deed } from './deeds';
import { copiesBy, explains, type Kills } from './kills';

/** What only the store can say of promises that ledger and mail alone do not show. */
export interface Evidence {
  /** What people did by their mails and were thanked for, and the store does not have. */
  readonly forgotten: readonly string[];
  /** Keys of messages claimed after their customer had said no to them. */
  readonly afterNo: readonly string[];
  /** Keys of messages of unknown fate that no kill explains. */
  readonly unsure: readonly string[];
  /** Messages that came more often than kills explain, with how often. */
  readonly surplus: readonly string[];
  /** What is named by another row and is not there. */
  readonly missing: readonly string[];
  /** Ids of runs that were to go on long ago, and do not. */
  readonly overdue: readonly string[];
}

/** A score is kept by itself, and again with what was said beside it. */
const RECORDED = sql`
  case d.kind
    when 'answered' then not exists (select 1 from (values (null), (d.comment)) as said(comment)
      where not exists (select 1 from events e where e.customer = m.customer and e.name = 'Survey Responded'
        and e.properties ->> 'message' = m.id and (e.properties ->> 'score')::int = d.score
        and e.properties ->> 'comment' is not distinct from said.comment))
    when 'clicked' then exists (select 1 from events e where e.customer = m.customer and e.name = 'Email Clicked'
      and e.properties ->> 'message' = m.id)
    else exists (select 1 from consents c where c.customer = m.customer and c.topic in (m.topic, '*')
      and c.channel = m.channel and not c.granted)
  end`;

async function forgotten({ db }: Store, deeds: readonly Deed[]): Promise<string[]> {
  const { rows } = await sql<{ kind: string; mail: string }>`
    select d.kind, d.mail
    from jsonb_to_recordset(${JSON.stringify(deeds)}::jsonb) as d(kind text, mail text, score int, comment text)
      left join messages m on m.id = d.mail
    where m.id is null or not ${RECORDED}
    order by d.mail`.execute(db);
  return rows.map(({ kind, mail }) => `${kind}: ${mail}`);
}

async function afterNo({ db }: Store): Promise<string[]> {
  const asking = Object.entries(catalog.topics)
    .filter(([, topic]) => askingChannels(topic).length > 0)
    .map(([topic]) => topic);
  const { rows } = await sql<{ key: string }>`
    select m.key from messages m
      join consents c on c.customer = m.customer and c.channel = m.channel and c.topic in (m.topic, '*')
    where m.state in ('sent', 'ambiguous') and not c.granted and m.claimed_at > c.at
      and m.topic = any(${asking}::text[])
    order by m.key`.execute(db);
  return rows.map(({ key }) => key);
}

async function unsure({ db }: Store, kills: Kills): Promise<string[]> {
  const rows = await db
    .selectFrom('messages')
    .select(['key', 'claimed_at as claimedAt'])
    .where('state', '=', 'ambiguous')
    .orderBy('key')
    .execute();
  return rows.flatMap(({ key, claimedAt }) => (explains(kills, claimedAt ?? 0) ? [] : [key]));
}

const surplus = (repeated: readonly Repeated[], kills: Kills): string[] =>
  repeated
    .filter(({ copies, claimedAt }) => copies > copiesBy(kills, claimedAt))
    .map(({ key, copies }) => `${key} (${String(copies)} times)`);

/** So long a message may be held back, and its run with it; a wait that is over for longer has one that does not go on. */
const longest = (): number =>
  DAY +
  Math.max(
    ...Object.values(catalog.topics).map(({ lateAfter }) =>
      lateAfter === undefined ? 0 : parseDuration(lateAfter),
    ),
  );

/** What the store is held against. */
export interface Seen {
  readonly deeds: readonly Deed[];
  readonly kills: Kills;
  readonly repeated: readonly Repeated[];
}

export const readEvidence = async (
  store: Store,
  { deeds, kills, repeated }: Seen,
): Promise<Evidence> => ({
  forgotten: await forgotten(store, deeds),
  afterNo: await afterNo(store),
  unsure: await unsure(store, kills),
  surplus: surplus(repeated, kills),
  missing: await missingRows(store),
  overdue: await overdueRuns(store.db, longest()),
});
