import { sql } from 'kysely';
import {
  accept,
  claimMessage,
  eraseCustomer,
  inTransaction,
  issueOffer,
  leaseCustomers,
  lockCustomer,
  newId,
  readCustomer,
  setVerdict,
  writeStep,
  type Incoming,
  type Store,
} from '../../store';
import { onPostgres } from '../servers/stores';
import { eventsOf, enroll, incoming, newCustomer, newMessage, spentOn } from './seeds';

const many = <T>(count: number, work: (place: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, place) => work(place)));

onPostgres((open) => {
  let one: Store;
  let two: Store;
  beforeAll(async () => {
    one = await open();
    two = await open();
  });
  const either = (place: number): Store => (place % 2 === 0 ? one : two);

  test('of many claimers of one message, one has it', async () => {
    const message = newMessage(await enroll(one));
    const claims = await many(20, (place) =>
      inTransaction(either(place), (tx) =>
        claimMessage(tx, message, { owner: `o${place}`, leaseMs: 60_000, now: 1 }),
      ),
    );
    const statuses = claims.map(({ status }) => status).sort();
    expect(statuses).toEqual(['claimed', ...Array<string>(19).fill('joined')]);
    expect(new Set(claims.map((claim) => claim.message.owner)).size).toBe(1);
  });

  test('of many writers of one step, the first wins and all get its outcome', async () => {
    const { id } = await enroll(one);
    const rows = await many(20, (place) =>
      inTransaction(either(place), (tx) =>
        writeStep(tx, {
          enrollment: id,
          generation: 0,
          step: 'split x#1',
          verb: 'split',
          at: place,
          value: place,
        }),
      ),
    );
    expect(rows.filter(({ won }) => won)).toHaveLength(1);
    expect(new Set(rows.map(({ value }) => value)).size).toBe(1);
  });

  test('of 50 who ask at once, as many get an offer as the budget pays for', async () => {
    const answers = await many(50, (place) =>
      inTransaction(either(place), (tx) =>
        issueOffer(tx, {
          key: newId(),
          offer: 'shared',
          customer: newId(),
          cost: 0.7,
          expiresAt: 9,
          perCustomer: 1,
          budgetPerMonth: 14,
          now: 1,
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 'done')).toHaveLength(20);
    expect(await spentOn(one, 'shared', '1970-01')).toBe(14);
  });

  test('the same event sent many times at once is kept once, and all hear the same', async () => {
    const event = incoming({ userId: newId(), traits: { plan: 'a' } });
    const answers = (await many(20, (place) => accept(either(place), [event]))).flat();
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(answers.map(({ id, customer }) => `${id} ${customer}`)).size).toBe(1);
    expect(await eventsOf(one.db, answers[0]?.customer ?? '')).toHaveLength(1);
  });

  test('a new user who comes by many ways at once is one customer', async () => {
    const userId = newId();
    const anonymousId = newId();
    const ways: Partial<Incoming>[] = [{ userId }, { userId, anonymousId }, { anonymousId }];
    const answers = await many(30, (place) =>
      accept(either(place), [incoming(ways[place % ways.length])]),
    );
    const ids = answers.flat().map(({ customer }) => customer);
    const roots = await Promise.all(ids.map((id) => readCustomer(one.db, id)));
    // Once the link is known, all are one, and have all the events.
    const [last] = await accept(one, [incoming({ userId, anonymousId })]);
    const after = await Promise.all(ids.map((id) => readCustomer(one.db, id)));
    expect(new Set(after.map((customer) => customer?.id))).toEqual(new Set([last?.customer]));
    expect(roots.every(Boolean)).toBe(true);
    expect(await eventsOf(one.db, last?.customer ?? '')).toHaveLength(31);
  });

  test('large batches that share customers in every order all succeed', async () => {
    const users = Array.from({ length: 40 }, () => newId());
    const shuffled = (seed: number) =>
      users.map((_, place) => users[(place * 7 + seed * 13) % users.length] ?? '');
    const answers = await many(24, (seed) =>
      accept(
        either(seed),
        shuffled(seed).map((userId, place) =>
          incoming({ userId, ...(place % 3 === 0 && { anonymousId: `a-${userId}` }) }),
        ),
      ),
    );
    expect(answers.flat().every(({ duplicate }) => !duplicate)).toBe(true);
    const customers = new Set(answers.flat().map(({ customer }) => customer));
    expect(customers.size).toBe(users.length);
    const counts = await Promise.all([...customers].map((id) => eventsOf(one.db, id)));
    expect(counts.map((events) => events.length)).toEqual(Array(40).fill(24));
  });

  test('the instant of a lock, and of acceptance, is read after the lock is held', async () => {
    const customer = await newCustomer(one);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let held = (): void => undefined;
    const holding = new Promise<void>((resolve) => (held = resolve));
    const holder = inTransaction(one, async (tx) => {
      await lockCustomer(tx, customer);
      held();
      await released;
    });
    await holding;
    const locked = inTransaction(two, (tx) => lockCustomer(tx, customer));
    const accepted = accept(two, [incoming({ customer })]);
    await waiting(one, 2);
    const before = Date.now();
    release();
    await holder;
    expect((await locked).now).toBeGreaterThanOrEqual(before);
    await accepted;
    const [event] = await eventsOf(one.db, customer, 1);
    expect(event?.accepted_at).toBeGreaterThanOrEqual(before);
  });

  test('an event that waited for an erasure is not kept with the erased', async () => {
    const userId = newId();
    const customer = await newCustomer(one, { userId });
    let accepted: ReturnType<typeof accept> | undefined;
    await inTransaction(one, async (tx) => {
      const { now } = await lockCustomer(tx, customer);
      accepted = accept(two, [incoming({ userId, properties: { note: 'personal' } })]);
      await waiting(one, 1);
      await eraseCustomer(tx, customer, { at: now, secret: 's' });
    });
    const [answer] = (await accepted) ?? [];
    expect(answer?.customer).not.toBe(customer);
    expect((await eventsOf(one.db, customer)).map(({ properties }) => properties)).toEqual([{}]);
  });

  test('a customer is leased to one relay, however many ask', async () => {
    const customers = await many(30, () => newCustomer(one));
    const leased = (
      await many(12, (place) => leaseCustomers(either(place).db, `o${place}`, 10, 60_000))
    ).flat();
    expect(new Set(leased).size).toBe(leased.length);
    const rest = await leaseCustomers(one.db, 'last', 1_000, 60_000);
    expect(new Set([...leased, ...rest])).toEqual(new Set([...customers, ...leased, ...rest]));
  });

  test('a customer whose row is locked is passed over, not waited for', async () => {
    const customer = await newCustomer(one);
    await inTransaction(one, async (tx) => {
      await lockCustomer(tx, customer);
      expect(await leaseCustomers(two.db, 'o', 1_000, 60_000)).not.toContain(customer);
    });
    expect(await leaseCustomers(two.db, 'o', 1_000, 60_000)).toContain(customer);
  });

  test('of many verdicts at once, one stands', async () => {
    const { id } = await enroll(one);
    const set = await many(10, (place) => setVerdict(either(place).db, id, `exit: ${place}`));
    expect(set.filter(Boolean)).toHaveLength(1);
  });

  test('a transaction that loses a deadlock is run again', async () => {
    const [a, b] = [await newCustomer(one), await newCustomer(one)];
    let runs = 0;
    const inOrder = (store: Store, first: string, second: string) =>
      inTransaction(store, async (tx) => {
        runs++;
        await lockCustomer(tx, first);
        if (runs < 3) await bothHold();
        await lockCustomer(tx, second);
      });
    let holders = 0;
    let go = (): void => undefined;
    const both = new Promise<void>((resolve) => (go = resolve));
    const bothHold = () => {
      if (++holders === 2) go();
      return both;
    };
    await Promise.all([inOrder(one, a, b), inOrder(two, b, a)]);
    expect(runs).toBe(3);
  });
});

/** Until so many sessions of this database wait for a lock. */
async function waiting(store: Store, count: number): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(store.db);
    if ((rows[0]?.count ?? 0) >= count) return;
  }
}
