import { sql } from 'kysely';
import { DAY, type Instant } from '../../engine';
import { readEvidence, type Seen } from '../../local/demo/evidence';
import { copiesBy, explains, killsOf } from '../../local/demo/kills';
import { commentsOf, intentsOf } from '../../local/demo/minds';
import {
  accept,
  claimMessage,
  inTransaction,
  lockCustomer,
  markMessage,
  now,
  openInquiry,
  skipMessage,
  writeStep,
  type NewEnrollment,
  type Store,
} from '../../store';
import { openMemory } from '../servers/memory';
import { enroll, incoming, newCustomer, newMessage, track } from '../store/seeds';

/** Virtual ms per real ms, of a day that lasts ten seconds: a claim is held for six days at most. */
const FACTOR = 8_640;
let store: Store;
beforeAll(async () => {
  store = await openMemory();
});
afterEach(() =>
  sql`truncate events, enrollments, steps, messages, consents, inquiries`.execute(store.db),
);
afterAll(() => store.close());

const evidence = (seen: Partial<Seen> = {}) =>
  readEvidence(store, { deeds: [], kills: killsOf([], FACTOR), repeated: [], ...seen });

/** A run that began from an event that is there. */
async function run(): Promise<NewEnrollment> {
  const customer = await newCustomer(store);
  return enroll(store, { customer, eventId: await track(store, customer, 'Signed Up') });
}

async function ambiguous(claimedAt: Instant): Promise<string> {
  const message = newMessage(await run());
  const { id } = message;
  await claimMessage(store.db, message, { owner: 'a', leaseMs: 45_000, now: claimedAt });
  await markMessage(store.db, { id, owner: 'a' }, { state: 'ambiguous', now: claimedAt });
  return message.key;
}

describe('a message that nobody knows the fate of', () => {
  test('is explained by a kill soon after it was claimed', async () => {
    const at = await now(store.db);
    await ambiguous(at - DAY);
    const { unsure } = await evidence({ kills: killsOf([at - 100 * DAY, at], FACTOR) });
    expect(unsure).toEqual([]);
  });

  test('is not explained by a kill of a day long after, nor by the first start', async () => {
    const at = await now(store.db);
    const key = await ambiguous(at - 90 * DAY);
    for (const starts of [[at - 100 * DAY, at], [at - 90 * DAY]]) {
      expect((await evidence({ kills: killsOf(starts, FACTOR) })).unsure).toEqual([key]);
    }
  });

  test('is not explained by a kill before it was claimed', () => {
    expect(explains(killsOf([0, DAY], FACTOR), 2 * DAY)).toBe(false);
  });
});

describe('a message that came more than once', () => {
  const repeated = [{ key: 'k1', copies: 2, claimedAt: 20 * DAY }];

  test('differs where nothing was ever killed, or only long after it', async () => {
    for (const starts of [[0], [0, 50 * DAY]]) {
      const { surplus } = await evidence({ repeated, kills: killsOf(starts, FACTOR) });
      expect(surplus).toEqual(['k1 (2 times)']);
    }
  });

  test('is explained by a kill before it was claimed last, and one kill explains one copy', async () => {
    const kills = killsOf([0, 19 * DAY], FACTOR);
    expect((await evidence({ repeated, kills })).surplus).toEqual([]);
    expect(copiesBy(kills, 20 * DAY)).toBe(2);
    expect(copiesBy(killsOf([0, 19 * DAY, 19 * DAY], FACTOR), 20 * DAY)).toBe(3);
  });
});

describe('an answer that was given', () => {
  const answer = (customer: string, mail: string, comment?: string) =>
    track(store, customer, 'Survey Responded', {
      ...{ survey: 'welcome', message: mail, score: 4, ...(comment !== undefined && { comment }) },
    });

  test('is recorded by its score, and again with what was said beside it', async () => {
    const row = await run();
    const { id: mail, ...message } = newMessage(row);
    await skipMessage(store.db, { ...message, id: mail }, { reason: 'x', now: row.enteredAt });
    const plain = { kind: 'answered', mail, score: 4 } as const;
    const commented = { ...plain, comment: 'Torn.' };
    const forgotten = async (deed: typeof plain) => (await evidence({ deeds: [deed] })).forgotten;

    expect(await forgotten(plain)).toEqual([`answered: ${mail}`]);
    const first = await answer(row.customer, mail);
    expect(await forgotten(plain)).toEqual([]);
    expect(await forgotten(commented)).toEqual([`answered: ${mail}`]);
    await answer(row.customer, mail, 'Torn.');
    expect(await forgotten(commented)).toEqual([]);
    await sql`delete from events where id = ${first}`.execute(store.db);
    expect(await forgotten(commented)).toEqual([`answered: ${mail}`]);
  });

  test('has the words that its person means by that mail, of as many as came before', () => {
    const mails = Array.from({ length: 300 }, (_, n) => ({
      ...{ id: `m${String(n)}`, to: `p${String(n % 60)}@example.com` },
    }));
    const meant = mails.flatMap(({ id, to }, n) => {
      const place = Math.floor(n / 60);
      const [intent] = intentsOf(7, { to, place, asks: true, offersWayOut: true, links: true });
      const words = intent?.kind === 'answered' ? intent.comment : undefined;
      return words === undefined ? [] : [[id, words]];
    });
    expect(meant.length).toBeGreaterThan(20);
    expect([...commentsOf(7, mails)]).toEqual(meant);
  });
});

describe('a run that does not go on', () => {
  const since = (id: string, change: string, days: number) =>
    sql`update enrollments set state = 'running', ${sql.ref(change)} = perennial_now() - ${days * DAY}::bigint
      where id = ${id}`.execute(store.db);

  test('is found without a wait, entered or put off until long ago', async () => {
    const entered = await run();
    await since(entered.id, 'entered_at', 100);
    const putOff = await run();
    await since(putOff.id, 'entered_at', 101);
    await since(putOff.id, 'not_before', 100);
    expect((await evidence()).overdue).toEqual([entered.id, putOff.id].sort());
  });

  test('is none while it is put off, or began of late', async () => {
    const late = await run();
    await since(late.id, 'entered_at', 100);
    await since(late.id, 'not_before', -1);
    await since((await run()).id, 'entered_at', 1);
    expect((await evidence()).overdue).toEqual([]);
  });
});

describe('what another row names is there', () => {
  const step = (row: NewEnrollment, name: string, value: object) => ({
    ...{ enrollment: row.id, generation: 0, step: name, verb: 'send', at: row.enteredAt },
    value: value as never,
  });
  const gone = (from: string, which: string) =>
    sql`delete from ${sql.table(from)} where id = ${which}`.execute(store.db);

  test('the event that a run began from', async () => {
    const { id, eventId } = await run();
    expect((await evidence()).missing).toEqual([]);
    await gone('events', eventId);
    expect((await evidence()).missing).toEqual([`event of a run is missing: ${id}`]);
  });

  test('the event that a wait took', async () => {
    const row = await run();
    const eventId = await track(store, row.customer, 'Order Completed');
    await writeStep(store.db, { ...step(row, 'w#1', {}), verb: 'wait for', eventId });
    expect((await evidence()).missing).toEqual([]);
    await gone('events', eventId);
    expect((await evidence()).missing).toEqual([`event of a wait is missing: ${row.id} w#1`]);
  });

  test('the ledger row of a send, sent or skipped, be it of an earlier generation', async () => {
    const row = await run();
    const message = newMessage(row, 'welcome/hello#1');
    await inTransaction(store, async (tx) => {
      await skipMessage(tx, message, { reason: 'no consent', now: row.enteredAt });
      const sent = step(row, 'welcome/hello#1', { status: 'skipped', reason: 'no consent' });
      await writeStep(tx, sent);
      await writeStep(tx, { ...sent, generation: 1 });
    });
    expect((await evidence()).missing).toEqual([]);
    await gone('messages', message.id);
    const lost = `ledger row of a send is missing: ${row.id} welcome/hello#1`;
    expect((await evidence()).missing).toEqual([lost, lost]);
  });

  test('a ledger row that says the opposite is not the one', async () => {
    const row = await run();
    await inTransaction(store, async (tx) => {
      await skipMessage(tx, newMessage(row, 's#1'), { reason: 'no consent', now: row.enteredAt });
      await writeStep(tx, step(row, 's#1', { status: 'sent', channel: 'email', message: 'm' }));
    });
    expect((await evidence()).missing).toEqual([`ledger row of a send is missing: ${row.id} s#1`]);
  });

  test('the event of an opt-out', async () => {
    const customer = await newCustomer(store);
    const [no] = await accept(store, [
      incoming({
        ...{ customer, source: 'unsubscribe', type: 'system', name: 'Unsubscribed' },
        properties: { topic: 'offers' },
        consents: [{ topic: 'offers', channel: 'email', granted: false }],
      }),
    ]);
    expect((await evidence()).missing).toEqual([]);
    await gone('events', no?.id ?? '');
    expect((await evidence()).missing).toEqual([`event of an opt-out is missing: ${customer}`]);
  });

  test('the event of an inquiry', async () => {
    const row = await run();
    const inquiry = await inTransaction(store, async (tx) =>
      openInquiry(tx, await lockCustomer(tx, row.customer), {
        ...{ key: `${row.id}:0:open-inquiry#1`, enrollment: row.id, subject: 'x' },
      }),
    );
    expect((await evidence()).missing).toEqual([]);
    await sql`delete from events where name = 'Inquiry Opened'`.execute(store.db);
    expect((await evidence()).missing).toEqual([`event of an inquiry is missing: ${inquiry}`]);
  });

  test('of whom was erased nothing is asked', async () => {
    const row = await run();
    await gone('events', row.eventId);
    await sql`update customers set erased_at = 1 where id = ${row.customer}`.execute(store.db);
    expect((await evidence()).missing).toEqual([]);
  });
});
