import { sql } from 'kysely';
import {
  ambiguousMessages,
  accept,
  claimMessage,
  earlierEnrollments,
  expiredClaims,
  inTransaction,
  issueOffer,
  leaseCustomers,
  liveEnrollments,
  lockCustomer,
  markApplied,
  markRung,
  newId,
  openWishes,
  openGoals,
  openReleases,
  openStore,
  overdueWaits,
  pendingEvents,
  readCall,
  readFacts,
  readRun,
  readSend,
  recentClaims,
  startingEnrollments,
  untakenEvents,
  waitsOf,
  writeStep,
  type Store,
} from '../../store';
import { onPostgres } from '../servers/stores';
import { incoming, newMessage, enroll } from './seeds';

const CUSTOMERS = 20_000;

/** A shop with some history: five events each, a run each, most of them over. */
const HISTORY = [
  `insert into customers (id, created_at, traits, arrived, applied, rung)
    select 'c' || n, 1, '{}', n * 5, n * 5, n * 5 from generate_series(1, ${CUSTOMERS}) n`,
  `insert into identities (kind, value, customer) select 'user', 'u' || n, 'c' || n from generate_series(1, ${CUSTOMERS}) n`,
  `insert into events (id, source, message_id, customer, type, name, properties, occurred_at, accepted_at, applied_at, done_at)
    select 'e' || n, 's', 'm' || n, 'c' || (1 + (n - 1) / 5), 'track', 'A', '{}', 1, 1, 1, 1
    from generate_series(1, ${CUSTOMERS * 5}) n`,
  `insert into facts (customer, fact, state) select 'c' || n, 'orders', '1' from generate_series(1, ${CUSTOMERS}) n`,
  `insert into enrollments (id, journey, customer, per, event_id, event_number, release, generation, state, entered_at,
      goal_event, goal_until, event)
    select 'r' || n, 'welcome', 'c' || n, '', 'e', 1, 'r1', 0, case when n % 20 = 0 then 'running' else 'ended' end, n,
      'Order Completed', n, '{}' from generate_series(1, ${CUSTOMERS}) n`,
  `insert into steps (enrollment, generation, step, verb, value, at)
    select 'r' || n, 0, 'x#' || k, 'x', '1', 1 from generate_series(1, ${CUSTOMERS}) n, generate_series(1, 3) k`,
  `insert into waits (enrollment, generation, step, kind, events, until, opened_at)
    select 'r' || n, 0, 'x#1', 'event', '["A"]', 1000000 + n, 1 from generate_series(20, ${CUSTOMERS}, 20) n`,
  `insert into messages (key, id, enrollment, customer, journey, template, topic, channel, state, attempts, claimed_at)
    select 'r' || n || ':0:x#' || k, n || '-' || k, 'r' || n, 'c' || n, 'welcome', 't', 'offers', 'email', 'sent', 1, n
    from generate_series(1, ${CUSTOMERS}) n, generate_series(1, 2) k`,
  `insert into offers (id, key, offer, customer, code, cost, issued_at, expires_at)
    select 'o' || n, 'k' || n, 'small', 'c' || n, 'code' || n, 1, 1, 2 from generate_series(1, ${CUSTOMERS}) n`,
  `insert into suppressions (channel, address_hash, reason, at)
    select 'email', 'h' || n, 'bounced', 1 from generate_series(1, ${CUSTOMERS}) n`,
  'vacuum analyze',
];

onPostgres((_, url) => {
  let store: Store;
  beforeAll(async () => {
    // One connection: what it read is counted when it says so.
    store = await openStore({ databaseUrl: url(), poolSize: 1 });
    for (const statement of HISTORY) await sql.raw(statement).execute(store.db);
  });
  afterAll(() => store.close());

  /** Rows that sequential scans have read so far, of all tables that grow. */
  async function scanned(): Promise<Record<string, number>> {
    await sql`select pg_stat_force_next_flush()`.execute(store.db);
    const { rows } = await sql<{ table: string; rows: number }>`
      select relname as table, seq_tup_read as rows from pg_stat_user_tables
      where relname <> all (array['clock', 'journey_pauses', 'current_release', 'releases', 'offer_budgets'])
        and relname not like 'perennial%' order by relname`.execute(store.db);
    return Object.fromEntries(rows.map(({ table, rows: read }) => [table, read]));
  }

  const HOT: Record<string, () => Promise<unknown>> = {
    'accepting events of customers old and new': () =>
      accept(store, [
        incoming({ userId: 'u77' }),
        incoming({ userId: 'u78', anonymousId: newId() }),
        incoming(),
        incoming({ customer: 'c79' }),
      ]),
    'leasing customers': () => leaseCustomers(store.db, 'o', 10, 1_000),
    'working off a customer’s events': () =>
      inTransaction(store, async (tx) => {
        const customer = await lockCustomer(tx, 'c77');
        const pending = await pendingEvents(tx, customer);
        const upTo = pending.at(-1)?.number ?? 0;
        await readFacts(tx, customer.id);
        await liveEnrollments(tx, customer.id);
        await waitsOf(tx, customer.id);
        await openGoals(tx, customer.id, 'Order Completed', 1);
        await earlierEnrollments(tx, { journey: 'welcome', customer: customer.id });
        await markApplied(tx, customer.id, upTo, 1);
        await markRung(tx, customer.id, { events: pending.map(({ id }) => id), upTo, at: 1 });
        expect(pending).toHaveLength(1);
      }),
    'a call of a run': async () => {
      await readCall(store.db, 'r40', 0, 'x#1');
      await writeStep(store.db, {
        enrollment: 'r40',
        generation: 0,
        step: 'y#1',
        verb: 'x',
        value: 1,
        at: 1,
      });
      const query = { enrollment: 'r40', generation: 0, customer: 'c40', names: ['A'] };
      for await (const _ of untakenEvents(store.db, { ...query, afterNumber: 0 }));
    },
    'a claim under a cap': async () => {
      await recentClaims(store.db, 'c77', 5);
      const row = await enroll(store, { customer: 'c77' });
      const lease = { owner: 'a', leaseMs: 1_000, now: 1 };
      const message = newMessage(row);
      await readSend(store.db, {
        ...{ key: message.key, customer: 'c77', event: row.eventId },
        addresses: [{ channel: 'email', addressHash: 'h77' }],
      });
      await claimMessage(store.db, message, lease);
    },
    'an offer': () =>
      issueOffer(store.db, {
        key: newId(),
        offer: 'small',
        customer: 'c77',
        cost: 1,
        expiresAt: 9,
        perCustomer: 2,
        budgetPerMonth: 1_000,
        now: 1,
      }),
    'what sweeps and jobs look for': async () => {
      await startingEnrollments(store.db);
      await overdueWaits(store.db, 1_000_010, 100);
      await expiredClaims(store.db, 100);
      await ambiguousMessages(store.db, { limit: 100, after: '5.x' });
      await openWishes(store.db);
    },
    'one run for an operator': () => readRun(store.db, 'r77'),
    'releases to serve': () => openReleases(store.db),
  };

  test.each(Object.entries(HOT))('%s reads no table from end to end', async (_name, query) => {
    const before = await scanned();
    await query();
    expect(await scanned()).toEqual(before);
  });
});
