import { sql } from 'kysely';
import { askingChannels, catalog } from '../../catalog';
import { DAY, parseDuration, type Instant } from '../../engine';
import type { Store } from '../../store';
import type { Deed } from './deeds';

/** What only the store can say of promises that ledger and mail alone do not show. */
export interface Evidence {
  /** What people did by their mails and were thanked for, and the store does not have. */
  readonly forgotten: readonly string[];
  /** Keys of messages claimed after their customer had said no to them. */
  readonly afterNo: readonly string[];
  /** Keys of messages of unknown fate that no kill explains. */
  readonly unsure: readonly string[];
  /** Ids of runs whose wait is long over, and that do not go on. */
  readonly overdue: readonly string[];
}

const RECORDED = sql`
  case d.kind
    when 'answered' then exists (select 1 from events e where e.customer = m.customer and e.name = 'Survey Responded'
      and e.properties ->> 'message' = m.id and (e.properties ->> 'score')::int = d.score)
    when 'clicked' then exists (select 1 from events e where e.customer = m.customer and e.name = 'Email Clicked'
      and e.properties ->> 'message' = m.id)
    else exists (select 1 from consents c where c.customer = m.customer and c.topic in (m.topic, '*')
      and c.channel = m.channel and not c.granted)
  end`;

async function forgotten({ db }: Store, deeds: readonly Deed[]): Promise<string[]> {
  const { rows } = await sql<{ kind: string; mail: string }>`
    select d.kind, d.mail
    from jsonb_to_recordset(${JSON.stringify(deeds)}::jsonb) as d(kind text, mail text, score int)
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

async function unsure({ db }: Store, lastStart: Instant): Promise<string[]> {
  const rows = await db
    .selectFrom('messages')
    .select('key')
    .where('state', '=', 'ambiguous')
    .where('claimed_at', '>', lastStart)
    .orderBy('key')
    .execute();
  return rows.map(({ key }) => key);
}

/** So long a message may be held back, and its run with it; a wait that is over for longer has one that does not go on. */
const longest = (): number =>
  DAY +
  Math.max(
    ...Object.values(catalog.topics).map(({ lateAfter }) =>
      lateAfter === undefined ? 0 : parseDuration(lateAfter),
    ),
  );

async function overdue({ db }: Store): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select e.id from waits w join enrollments e on e.id = w.enrollment
    where w.until < perennial_now() - ${longest()}::bigint and e.state = 'running' and e.stuck is null and not e.paused
    order by e.id`.execute(db);
  return rows.map(({ id }) => id);
}

/** @param lastStart - what was claimed before it may have been cut off by a kill. ms since epoch, the product's clock */
export const readEvidence = async (
  store: Store,
  deeds: readonly Deed[],
  lastStart: Instant,
): Promise<Evidence> => ({
  forgotten: await forgotten(store, deeds),
  afterNo: await afterNo(store),
  unsure: await unsure(store, lastStart),
  overdue: await overdue(store),
});
