import { sql } from 'kysely';
import type { Store } from '../../store';

/** A row of the ledger may be of an earlier generation than the step that kept its outcome. */
const OF_STEP = sql`m.enrollment = s.enrollment and split_part(m.key, ':', 2)::int <= s.generation
  and substr(m.key, length(m.enrollment) + length(split_part(m.key, ':', 2)) + 3) = s.step`;

/** Sent, surely or perhaps; or not, for a reason, or because its provider would not have it. */
const SAYS_SO = sql`case s.value ->> 'status' when 'sent' then m.state in ('sent', 'ambiguous', 'claimed')
  else m.state in ('skipped', 'failed') end`;

/**
 * What is named by another row and is not there: the event that a run began from or that a wait took, a send's row in
 * the ledger, the event of a no that was said to a mail, or of an inquiry. Of whom was erased nothing is asked.
 */
export async function missingRows({ db }: Store): Promise<string[]> {
  const { rows } = await sql<{ what: string; of: string }>`
    with known as materialized (select id from customers where erased_at is null),
      runs as materialized (select e.* from enrollments e join known on known.id = e.customer)
    select 'event of a run' as what, r.id as of from runs r
      where not exists (select 1 from events v where v.id = r.event_id)
    union all
    select 'event of a wait', r.id || ' ' || s.step from runs r join steps s on s.enrollment = r.id
      where s.event_id is not null and not exists (select 1 from events v where v.id = s.event_id)
    union all
    select 'ledger row of a send', r.id || ' ' || s.step from runs r join steps s on s.enrollment = r.id
      where s.verb = 'send' and not exists (select 1 from messages m where ${OF_STEP} and ${SAYS_SO})
    union all
    select 'event of an opt-out', c.customer from consents c join known on known.id = c.customer
      where c.source = 'unsubscribe' and not exists (select 1 from events v
        where v.customer = c.customer and v.name = 'Unsubscribed' and v.accepted_at = c.at)
    union all
    select 'event of an inquiry', i.id from inquiries i join runs r on r.id = i.enrollment
      cross join (values ('Inquiry Opened'), ('Inquiry Closed')) as n(name)
      where (n.name = 'Inquiry Opened' or i.closed_at is not null) and not exists (select 1 from events v
        where v.customer = r.customer and v.name = n.name and v.properties ->> 'inquiry' = i.id)
    order by 1, 2`.execute(db);
  return rows.map(({ what, of }) => `${what} is missing: ${of}`);
}
