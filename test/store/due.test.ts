import {
  countDue,
  dropDue,
  rewriteDue,
  takeDue,
  writeDue,
  scanFact,
  writeFacts,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  const triggers = async (customer: string) =>
    (await takeDue(store.db, 1_000, 1_000))
      .filter((due) => due.customer === customer)
      .map(({ trigger, at }) => `${trigger}@${at}`);

  test('a rewrite is all that is due for the customer', async () => {
    await rewriteDue(store.db, 'a', [
      { trigger: 'win-back/0', at: 10 },
      { trigger: 'birthday/0', at: 20 },
    ]);
    await rewriteDue(store.db, 'a', [{ trigger: 'win-back/0', at: 30 }]);
    expect(await triggers('a')).toEqual(['win-back/0@30']);
    await rewriteDue(store.db, 'a', []);
    expect(await triggers('a')).toEqual([]);
  });

  test('or it leaves other triggers as they are', async () => {
    await rewriteDue(store.db, 'b', [{ trigger: 'win-back/0', at: 10 }]);
    await rewriteDue(store.db, 'b', [{ trigger: 'birthday/0', at: 5 }], { keepOthers: true });
    expect(await triggers('b')).toEqual(['birthday/0@5', 'win-back/0@10']);
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

  test('one fact of all customers is read page by page', async () => {
    for (const customer of ['q', 'p', 'r'])
      await writeFacts(store.db, customer, { seen: customer });
    const first = await scanFact(store.db, 'seen', { limit: 2 });
    expect(first.map(({ customer }) => customer)).toEqual(['p', 'q']);
    const rest = await scanFact(store.db, 'seen', { after: 'q', limit: 2 });
    expect(rest).toEqual([{ customer: 'r', state: 'r' }]);
  });
});
