import { sql } from 'kysely';
import { catalog } from '../../catalog';
import { countMessages, countRuns, now, type Store } from '../../store';

type Counts = Readonly<Record<string, number>>;

/** Where the whole stands at one instant of the product's clock. */
export interface Standing {
  readonly now: number;
  /** Of the customers' own and of the product's. */
  readonly events: number;
  readonly unfinished: number;
  /** Customers whose silence was noticed. */
  readonly quiet: number;
  /** Mails that asked how it went, and how many of them were answered. */
  readonly surveys: number;
  readonly answered: number;
  readonly journeys: readonly JourneyStanding[];
  readonly stuck: number;
  readonly messages: Counts;
  /** Sent, by channel. */
  readonly sent: Counts;
  /** Not sent, by reason. */
  readonly skipped: Counts;
  /** Outcomes of steps that are recorded. */
  readonly steps: number;
}

export interface JourneyStanding {
  readonly journey: string;
  readonly live: number;
  /** Its ends, and the reasons of those turned away, with their counts. */
  readonly ended: Counts;
  readonly turnedAway: Counts;
  readonly heldOut: number;
  /** Enrollments that reached the goal, those held out left aside, and those. */
  readonly converted: number;
  readonly convertedHeldOut: number;
  /** Sent, by channel; not sent; and codes given away. */
  readonly sent: Counts;
  readonly skipped: number;
  readonly codes: number;
}

const total = (counts: Counts): number => Object.values(counts).reduce((sum, one) => sum + one, 0);
/** Of runs that were cut off from outside: no story of theirs came to an end. */
const CUT_OFF: readonly string[] = ['cancelled', 'ended in Temporal', 'ended by operator'];
const pick = (counts: Counts, which: (name: string) => boolean): Counts =>
  Object.fromEntries(Object.entries(counts).filter(([name]) => which(name)));

/** Ends that their journey came to. */
export const endsOf = ({ ended }: JourneyStanding): Counts =>
  pick(ended, (end) => !CUT_OFF.includes(end));
export const cutOffOf = ({ ended }: JourneyStanding): Counts =>
  pick(ended, (end) => CUT_OFF.includes(end));
export const endedOf = (standing: JourneyStanding): number => total(endsOf(standing));
export const convertedOf = ({ journeys }: Standing): number =>
  journeys.reduce((sum, { converted }) => sum + converted, 0);

export async function readStanding(store: Store): Promise<Standing> {
  const { db } = store;
  const { rows } = await sql<Totals>`
    select (select count(*) from events) as events, (select count(*) from events where done_at is null) as unfinished,
      (select count(distinct customer) from events where name = 'Customer Inactive') as quiet,
      (select count(*) from messages where state = 'sent' and topic = any(${SURVEYS}::text[])) as surveys,
      (select count(distinct properties ->> 'message') from events where name = 'Survey Responded' and problems is null) as answered,
      (select count(*) from enrollments where stuck is not null) as stuck,
      (select count(*) from steps) as steps`.execute(db);
  const messages = await readMessages(store);
  const [totals] = rows;
  return {
    now: await now(db),
    events: Number(totals?.events),
    unfinished: Number(totals?.unfinished),
    quiet: Number(totals?.quiet),
    surveys: Number(totals?.surveys),
    answered: Number(totals?.answered),
    stuck: Number(totals?.stuck),
    steps: Number(totals?.steps),
    journeys: journeyStandings(await countRuns(db), messages, await readExtras(store)),
    messages: await countMessages(db),
    sent: sumBy(messages, ({ state, channel }) => (state === 'sent' ? channel : undefined)),
    skipped: sumBy(messages, ({ state, reason }) => (state === 'skipped' ? reason : undefined)),
  };
}

type Totals = Record<
  'events' | 'unfinished' | 'quiet' | 'surveys' | 'answered' | 'stuck' | 'steps',
  number
>;

/** Topics of mails that ask how it went. */
const SURVEYS = Object.entries(catalog.topics)
  .filter(([, { kind }]) => kind === 'survey')
  .map(([topic]) => topic);

interface MessageCount {
  readonly journey: string;
  readonly state: string;
  readonly channel: string | null;
  readonly reason: string | null;
  readonly count: number;
}

async function readMessages({ db }: Store): Promise<MessageCount[]> {
  const { rows } = await sql<MessageCount>`
    select journey, state, channel, case when state = 'skipped' then reason end as reason, count(*) as count
    from messages group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(db);
  return rows;
}

interface Extra {
  readonly journey: string;
  readonly converted: number;
  readonly convertedHeldOut: number;
  readonly codes: number;
}

async function readExtras({ db }: Store): Promise<Extra[]> {
  const { rows } = await sql<Extra>`
    select e.journey, count(e.converted_at) filter (where e.state <> 'held out') as converted,
      count(e.converted_at) filter (where e.state = 'held out') as "convertedHeldOut",
      (select count(*) from offers o join enrollments g on g.id = split_part(o.key, ':', 1)
        where g.journey = e.journey) as codes
    from enrollments e group by e.journey`.execute(db);
  return rows;
}

function sumBy(
  messages: readonly MessageCount[],
  keyOf: (message: MessageCount) => string | null | undefined,
): Counts {
  const sums: Record<string, number> = {};
  for (const message of messages) {
    const key = keyOf(message);
    if (key !== undefined) sums[key ?? ''] = (sums[key ?? ''] ?? 0) + Number(message.count);
  }
  return sums;
}

type Count = Awaited<ReturnType<typeof countRuns>>[number];

function journeyStandings(
  counts: readonly Count[],
  messages: readonly MessageCount[],
  extras: readonly Extra[],
): JourneyStanding[] {
  const names = [...new Set(counts.map(({ journey }) => journey))];
  return names.map((journey) => {
    const own = counts.filter((count) => count.journey === journey);
    const of = (...states: Count['state'][]): Count[] =>
      own.filter(({ state }) => states.includes(state));
    const byOutcome = (list: readonly Count[]): Record<string, number> =>
      Object.fromEntries(list.map(({ outcome, count }) => [outcome ?? '', Number(count)]));
    const sum = (list: readonly Count[]): number =>
      list.reduce((all, { count }) => all + Number(count), 0);
    const mail = messages.filter((one) => one.journey === journey);
    const extra = extras.find((one) => one.journey === journey);
    return {
      journey,
      live: sum(of('starting', 'running')),
      ended: byOutcome(of('ended')),
      turnedAway: byOutcome(of('turned away')),
      heldOut: sum(of('held out')),
      converted: Number(extra?.converted ?? 0),
      convertedHeldOut: Number(extra?.convertedHeldOut ?? 0),
      sent: sumBy(mail, ({ state, channel }) => (state === 'sent' ? channel : undefined)),
      skipped: total(sumBy(mail, ({ state }) => (state === 'skipped' ? 'skipped' : undefined))),
      codes: Number(extra?.codes ?? 0),
    };
  });
}
