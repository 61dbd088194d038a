import {
  appliedSince,
  changeDue,
  dropDue,
  dueOf,
  eraseCustomer,
  factsOfCustomers,
  forgetTriggers,
  inTransaction,
  lockCustomer,
  lockPage,
  markApplied,
  now,
  readFacts,
  settledNumber,
  takeDue,
  writeDue,
  writeFacts,
  writeFactsOf,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';
import { countDue, newCustomer } from './seeds';

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  const triggers = async (customer: string) =>
    (await takeDue(store.db, 1_000, 1_000))
      .filter((due) => due.customer === customer)
      .map(({ trigger, at }) => `${trigger}@${at}`);

  test('a change moves and removes the triggers it names, and leaves others as they are', async () => {
    await changeDue(
      store.db,
      'a',
      new Map([
        ['win-back/0', { at: 10 }],
        ['birthday/0', { at: 20, occurrence: '2026-11-23' }],
      ]),
    );
    await changeDue(store.db, 'a', new Map([['win-back/0', { at: 30 }]]));
    expect(await triggers('a')).toEqual(['birthday/0@20', 'win-back/0@30']);
    await changeDue(store.db, 'a', new Map([['win-back/0', undefined]]));
    expect(await triggers('a')).toEqual(['birthday/0@20']);
    expect(await dueOf(store.db, 'a')).toEqual(
      new Map([['birthday/0', { at: 20, occurrence: '2026-11-23' }]]),
    );
  });

  test('rows come earliest first, when their instant has come, until they are dropped', async () => {
    await writeDue(store.db, [
      { customer: 'c', trigger: 't/0', at: 102 },
      { customer: 'd', trigger: 't/0', at: 101 },
      { customer: 'e', trigger: 't/0', at: 103 },
    ]);
    const taken = (await takeDue(store.db, 102, 100)).filter(({ at }) => at > 100);
    expect(taken.map(({ customer }) => customer)).toEqual(['d', 'c']);
    expect(await takeDue(store.db, 102, 1)).toHaveLength(1);
    const before = await countDue(store.db, 102);
    await dropDue(store.db, taken);
    expect(await countDue(store.db, 102)).toBe(before - 2);
    expect(await countDue(store.db)).toBeGreaterThan(await countDue(store.db, 102));
  });

  test('a row that was rewritten meanwhile is not dropped', async () => {
    const row = { customer: 'f', trigger: 't/0', at: 50 };
    await writeDue(store.db, [row]);
    await writeDue(store.db, [{ ...row, at: 60 }]);
    await dropDue(store.db, [row]);
    expect(await triggers('f')).toEqual(['t/0@60']);
  });

  test('a trigger that is forgotten leaves nothing, of some customers or of all', async () => {
    for (const customer of ['g', 'h']) {
      await writeDue(store.db, [
        { customer, trigger: 'gone/0', at: 1 },
        { customer, trigger: 'here/0', at: 2 },
      ]);
      await writeFacts(store.db, customer, { 'kept for gone/0': true, orders: 1 });
    }
    const gone = { triggers: ['gone/0'], facts: ['kept for gone/0'] };
    await forgetTriggers(store.db, { ...gone, customers: ['g'] });
    expect(await triggers('g')).toEqual(['here/0@2']);
    expect(await triggers('h')).toEqual(['gone/0@1', 'here/0@2']);
    await forgetTriggers(store.db, gone);
    expect(await triggers('h')).toEqual(['here/0@2']);
    expect(await readFacts(store.db, 'h')).toEqual({ orders: 1 });
  });

  test('all customers are locked page by page, and read with their facts, but those who are erased', async () => {
    const known = [];
    for (let i = 0; i < 5; i++) known.push(await newCustomer(store, { timeZone: 'Asia/Kolkata' }));
    const customers = known.sort();
    const [erased = '', first = '', second = ''] = customers;
    await inTransaction(store, (tx) => eraseCustomer(tx, erased, { at: 1, secret: 's' }));
    await writeFactsOf(store.db, [
      { customer: first, fact: 'orders', state: 2 },
      { customer: first, fact: 'seen', state: { last: 'x' } },
    ]);
    const read: string[] = [];
    for (let after: string | undefined = ''; after !== undefined;) {
      const from: string = after;
      const page = await inTransaction(store, (tx) => lockPage(tx, { after: from, limit: 2 }));
      read.push(...page);
      after = page.at(-1);
    }
    expect(read).toEqual(customers);
    const [one, ...none] = await factsOfCustomers(store.db, [erased, first]);
    expect(one).toEqual({
      customer: first,
      timeZone: 'Asia/Kolkata',
      facts: { orders: 2, seen: { last: 'x' } },
    });
    expect(none).toEqual([]);
    expect((await factsOfCustomers(store.db, [second]))[0]?.facts).toEqual({});
  });

  test('what is yet to be applied is not settled, and who is heard of once it is', async () => {
    const customer = await newCustomer(store);
    const before = await now(store.db);
    const number = await settledNumber(store.db);
    const since = { number, since: before };
    expect(await appliedSince(store.db, since)).toEqual(new Map());
    await inTransaction(store, async (tx) => {
      const locked = await lockCustomer(tx, customer);
      expect(number).toBeLessThan(locked.arrived);
      await markApplied(tx, customer, locked.arrived, locked.now);
    });
    expect([...(await appliedSince(store.db, since)).keys()]).toEqual([customer]);
    const later = { number, since: (await now(store.db)) + 1_000 };
    expect(await appliedSince(store.db, later)).toEqual(new Map());
  });
});
