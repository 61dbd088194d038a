import { eraseCustomer, inTransaction, lockCustomer, openInquiry, readAudit } from '../../store';
import { clear, eventsOf, startApi, type TestApi } from './harness';
import { surveyed, type Surveyed } from './surveyed';

let api: TestApi;
let mail: Surveyed;
beforeAll(async () => {
  api = await startApi({ publicRate: 100_000 });
});
beforeEach(async () => {
  await clear(api.store);
  mail = await surveyed(api);
});
afterAll(() => api.close());

const open = (of: Surveyed, step = 'open-inquiry#1'): Promise<string> =>
  inTransaction(api.store, async (tx) =>
    openInquiry(tx, await lockCustomer(tx, of.customer), {
      ...{ key: `${of.enrollment}:0:${step}`, enrollment: of.enrollment },
      subject: 'Unhappy with an order: 1 of 5',
    }),
  );
const answer = (score: string, comment = '') =>
  api.call('POST', mail.path, { body: new URLSearchParams({ score, comment }) });
const list = async (query = '') => {
  const { body } = await api.operate('GET', `/v1/inquiries${query}`);
  return body as { inquiries: { id: string }[]; next?: string };
};
const closings = async () =>
  (await eventsOf(api.store)).filter(({ name }) => name === 'Inquiry Closed');

test('an operator sees whom it concerns, how to reach them, and what they wrote', async () => {
  await answer('1');
  const id = await open(mail);
  await answer('2', 'The sleeve was torn.');
  const { status, body } = await api.operate('GET', `/v1/inquiries/${id}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...{ id, subject: 'Unhappy with an order: 1 of 5', closedAt: null, closedBy: null },
    ...{ journey: 'feedback-request', run: mail.enrollment },
    entry: { name: 'Order Completed', properties: { order_id: 'o-17' } },
    customer: {
      ...{ id: mail.customer, userIds: ['u1'], traits: { firstName: 'Ada' }, erased: false },
      ...{ email: 'u1@example.com', phone: '+12025550123', timeZone: 'America/New_York' },
    },
    answers: [
      { score: 1, comment: null },
      { score: 2, comment: 'The sleeve was torn.' },
    ],
  });
  expect((await list()).inquiries).toEqual([body]);
});

test('lists the longest waiting first, page by page, open ones unless asked', async () => {
  const ids: string[] = [];
  for (const step of ['a', 'b', 'c', 'd', 'e']) ids.push(await open(mail, step));
  const first = await list('?limit=3');
  const second = await list(`?limit=3&after=${first.next}`);
  expect([...first.inquiries, ...second.inquiries].map(({ id }) => id).sort()).toEqual(ids.sort());
  expect(second.next).toBeUndefined();
  await api.operate('POST', `/v1/inquiries/${ids[0]}/close`, {});
  expect((await list()).inquiries).toHaveLength(4);
  expect((await list('?state=closed')).inquiries).toMatchObject([{ id: ids[0], solved: true }]);
  expect((await list(`?state=all&customer=${mail.customer}`)).inquiries).toHaveLength(5);
  expect((await list('?customer=nobody')).inquiries).toEqual([]);
});

test('closing says who and whether it was solved, once, in an event and in the audit', async () => {
  const id = await open(mail);
  const path = `/v1/inquiries/${id}/close`;
  const told = await api.operate('POST', path, { solved: false, reason: 'moved away' });
  expect(told).toMatchObject({ status: 200, body: { closedBy: 'ana', solved: false } });
  expect(await api.operate('POST', path, { solved: true })).toMatchObject({
    ...{ status: 200, body: { solved: false } },
  });
  expect(await closings()).toMatchObject([
    { customer: mail.customer, properties: { inquiry: id, solved: false }, problems: null },
  ]);
  expect(await readAudit(api.store.db, { subject: id })).toMatchObject([
    { who: 'ana', what: 'inquiry close', detail: { solved: false, reason: 'moved away' } },
  ]);
});

test('two operators at once close it once', async () => {
  const id = await open(mail);
  const close = () => api.operate('POST', `/v1/inquiries/${id}/close`);
  const all = await Promise.all([close(), close(), close()]);
  expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await closings()).toHaveLength(1);
  expect(await readAudit(api.store.db, { subject: id })).toHaveLength(1);
});

test('of an erased customer nothing personal is left', async () => {
  await answer('1', 'Never again.');
  const id = await open(mail);
  await inTransaction(api.store, async (tx) => {
    const { now } = await lockCustomer(tx, mail.customer);
    await eraseCustomer(tx, mail.customer, { at: now, secret: 's' });
  });
  const { text, body } = await api.operate('GET', `/v1/inquiries/${id}`);
  expect(body).toMatchObject({ answers: [], customer: { email: null, userIds: [], erased: true } });
  expect(text).not.toMatch(/Never again|Ada|@|\+1202/);
});

test('one that is not there is 404; nobody but an operator sees any', async () => {
  const id = await open(mail);
  for (const [method, path] of [
    ['GET', '/v1/inquiries/nothing'],
    ['POST', '/v1/inquiries/nothing/close'],
  ] as const) {
    expect(await api.operate(method, path)).toMatchObject({
      ...{ status: 404, body: { error: { code: 'INQUIRY_UNKNOWN' } } },
    });
  }
  for (const path of ['/v1/inquiries', `/v1/inquiries/${id}`]) {
    expect((await api.call('GET', path)).status).toBe(401);
  }
  expect((await api.call('POST', `/v1/inquiries/${id}/close`)).status).toBe(401);
});
