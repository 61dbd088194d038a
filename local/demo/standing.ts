import { sql } from 'kysely';
import { countMessages, countRuns, now, type Store } from '../../store';

/** Where the whole stands at one instant of the product's clock. */
export interface Standing {
  readonly now: number;
  /** Of the customers' own and of the product's. */
  readonly events: number;
  readonly unfinished: number;
  /** Customers whom a date or a silence is yet to make an event of. */
  readonly due: number;
  readonly journeys: readonly JourneyStanding[];
  readonly stuck: number;
  readonly messages: Readonly<Record<string, number>>;
  /** Sent, by channel. */
  readonly sent: Readonly<Record<string, number>>;
}

export interface JourneyStanding {
  readonly journey: string;
  readonly live: number;
  /** Its ends, and the reasons of those turned away, with their counts. */
  readonly ended: Readonly<Record<string, number>>;
  readonly turnedAway: Readonly<Record<string, number>>;
  readonly heldOut: number;
}

export async function readStanding(store: Store): Promise<Standing> {
  const { db } = store;
  const { rows } = await sql<{
    events: number;
    unfinished: number;
    due: number;
    stuck: number;
  }>`select (select count(*) from events) as events, (select count(*) from events where done_at is null) as unfinished,
    (select count(*) from due) as due, (select count(*) from enrollments where stuck is not null) as stuck`.execute(
    db,
  );
  const [counts] = rows;
  const sent = await db
    .selectFrom('messages')
    .select(['channel'])
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('state', '=', 'sent')
    .groupBy('channel')
    .execute();
  return {
    now: await now(db),
    events: Number(counts?.events),
    unfinished: Number(counts?.unfinished),
    due: Number(counts?.due),
    stuck: Number(counts?.stuck),
    journeys: journeyStandings(await countRuns(db)),
    messages: await countMessages(db),
    sent: Object.fromEntries(sent.map(({ channel, count }) => [channel ?? '', Number(count)])),
  };
}

type Count = Awaited<ReturnType<typeof countRuns>>[number];

function journeyStandings(counts: readonly Count[]): JourneyStanding[] {
  const names = [...new Set(counts.map(({ journey }) => journey))];
  return names.map((journey) => {
    const own = counts.filter((count) => count.journey === journey);
    const of = (...states: Count['state'][]): Count[] =>
      own.filter(({ state }) => states.includes(state));
    const byOutcome = (list: readonly Count[]): Record<string, number> =>
      Object.fromEntries(list.map(({ outcome, count }) => [outcome ?? '', Number(count)]));
    const sum = (list: readonly Count[]): number =>
      list.reduce((total, { count }) => total + Number(count), 0);
    return {
      journey,
      live: sum(of('starting', 'running')),
      ended: byOutcome(of('ended')),
      turnedAway: byOutcome(of('turned away')),
      heldOut: sum(of('held out')),
    };
  });
}
