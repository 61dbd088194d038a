import { issueOffer, newId, offerById, type NewOffer, type Store } from '../../store';
import { eachStore } from '../servers/stores';
import { spentOn } from './seeds';

const MARCH = Date.parse('2026-03-31T23:59:59Z');

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  const offer = (fields: Partial<NewOffer> = {}): NewOffer => ({
    key: newId(),
    offer: 'win-back-10',
    customer: newId(),
    cost: 0.1,
    expiresAt: MARCH + 1_000,
    perCustomer: 1,
    budgetPerMonth: 1_000,
    now: MARCH,
    ...fields,
  });
  const issued = async (fields: Partial<NewOffer> = {}) => {
    const answer = await issueOffer(store.db, offer(fields));
    if (answer.status !== 'done') throw new Error(`refused: ${answer.reason}`);
    return answer.code;
  };

  test('a code is personal and nobody can guess it', async () => {
    const customer = newId();
    const code = await issued({ customer });
    expect(code).toMatchObject({ customer, offer: 'win-back-10', cost: 0.1 });
    expect(code.code).toMatch(/^[A-HJKMNP-TW-Z2-9]{4}(-[A-HJKMNP-TW-Z2-9]{4}){2}$/);
    expect(await offerById(store.db, code.id)).toEqual(code);
    const codes = await Promise.all(Array.from({ length: 50 }, () => issued()));
    expect(new Set(codes.map((one) => one.code)).size).toBe(50);
  });

  test('the same key is the same code, and costs once', async () => {
    const row = offer({ offer: 'once' });
    const first = await issueOffer(store.db, row);
    expect(await issueOffer(store.db, row)).toEqual(first);
    expect(await spentOn(store, 'once', '2026-03')).toBe(0.1);
  });

  test('a customer gets so many of an offer and no more', async () => {
    const row = { offer: 'limited', customer: newId(), perCustomer: 2 };
    await issued(row);
    await issued({ ...row, now: MARCH + 1 });
    expect(await issueOffer(store.db, offer(row))).toEqual({
      status: 'refused',
      reason: 'limit reached',
    });
    expect((await issueOffer(store.db, offer({ ...row, offer: 'other' }))).status).toBe('done');
  });

  test('a month’s budget is spent to the cent, and the next month has its own', async () => {
    const row = { offer: 'budget', cost: 0.1, budgetPerMonth: 0.3 };
    for (let place = 0; place < 3; place++) await issued(row);
    const spent = { status: 'refused', reason: 'budget spent' };
    expect(await issueOffer(store.db, offer(row))).toEqual(spent);
    expect(await spentOn(store, 'budget', '2026-03')).toBe(0.3);
    await issued({ ...row, now: MARCH + 1_000 });
    expect(await spentOn(store, 'budget', '2026-04')).toBe(0.1);
    expect(
      await issueOffer(store.db, offer({ offer: 'dear', cost: 5, budgetPerMonth: 4 })),
    ).toEqual(spent);
    expect(await spentOn(store, 'dear', '2026-03')).toBe(0);
  });
});
