import { insertEnrollment, readAudit, readCustomer } from '../../store';
import { clear, eventsOf, startApi, type TestApi } from './harness';

let api: TestApi;
let customer = '';
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  await clear(api.store);
  await api.track('identify', {
    userId: 'ana@example.com',
    anonymousId: 'a1',
    traits: { email: 'ana@example.com', firstName: 'Anahit' },
  });
  const [row] = await api.store.db.selectFrom('customers').select('id').execute();
  customer = row?.id ?? '';
  api.lines.length = 0;
});
afterAll(() => api.close());

const find = (userId: string | number) => api.operate('POST', '/v1/customers/find', { userId });
const erase = (body: object = { userId: 'ana@example.com' }) =>
  api.operate('POST', '/v1/customers/erase', body);

test('a customer is found by the id of the shop, a number too', async () => {
  expect(await find('ana@example.com')).toMatchObject({ status: 200, body: { customer } });
  await api.track('identify', { userId: 4711 });
  expect(await find(4711)).toEqual(expect.objectContaining({ status: 200 }));
  expect((await find(4711)).body).toEqual((await find('4711')).body);
});

test('a customer who was merged into another is found, and erased, as the one they are now', async () => {
  await api.track('alias', { userId: 'ana', previousId: 'ana@example.com' });
  for (const id of ['ana', 'ana@example.com']) expect((await find(id)).body).toEqual({ customer });
  await api.track('identify', { userId: 'other' });
  const other = (await find('other')).body as { customer: string };
  await api.track('alias', { userId: 'ana', previousId: 'other' });
  expect((await find('other')).body).toEqual({ customer });
  expect((await erase(other)).body).toEqual({ customer, endedRuns: 0 });
});

test.each([
  ['the id of the shop', () => ({ userId: 'ana@example.com' })],
  ['ours', () => ({ customer })],
])('erasing by %s leaves nothing personal, ends live runs, and says so', async (_, whom) => {
  await insertEnrollment(api.store.db, {
    id: 'e1',
    journey: 'welcome',
    customer,
    eventId: 'x1',
    eventNumber: 1,
    release: 'r1',
    state: 'starting',
    enteredAt: 0,
    event: { id: 'x1', name: 'Signed Up', at: '2026-11-22T12:00:00Z', properties: {} },
  });
  expect(await erase(whom())).toMatchObject({ status: 200, body: { customer, endedRuns: 1 } });
  expect(await readCustomer(api.store.db, customer)).toMatchObject({ email: null, traits: {} });
  const tables = ['customers', 'identities', 'events', 'enrollments', 'audit', 'consents'] as const;
  const rows = await Promise.all(
    tables.map((table) => api.store.db.selectFrom(table).selectAll().execute()),
  );
  expect(JSON.stringify(rows)).not.toMatch(/ana@|Anahit/);
  expect(await readAudit(api.store.db, { subject: customer })).toMatchObject([
    { who: 'ana', what: 'customer erase' },
  ]);
});

test('what is tracked afterwards is of someone new', async () => {
  await erase();
  await api.track('track', { userId: 'ana@example.com', event: 'Looked' });
  expect((await eventsOf(api.store)).at(-1)?.customer).not.toBe(customer);
});

test('an unknown customer is 404, and neither answer nor log repeats the id', async () => {
  await erase();
  for (const answer of [await erase(), await find('ana@example.com')]) {
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'CUSTOMER_UNKNOWN' } } });
    expect(answer.text).not.toContain('ana@');
  }
  expect(api.lines.join('\n')).toContain('/v1/customers/erase');
  expect(api.lines.join('\n')).not.toContain('ana');
  expect(await erase({ customer: 'nobody' })).toMatchObject({ status: 404 });
});

test.each([
  ['find', {}],
  ['find', { customer: 'c1' }],
  ['find', { userId: '' }],
  ['erase', {}],
  ['erase', { userId: 'u1', customer: 'c1' }],
  ['erase', { customer: 'ana@example.com' }],
])('%s takes no %j', async (what, body) => {
  const answer = await api.operate('POST', `/v1/customers/${what}`, body);
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'REQUEST_INVALID' } } });
  expect(answer.text).not.toContain('ana@');
});

test('no id of the shop is taken out of a URL', () => {
  const { paths } = api.app.swagger() as { paths: Record<string, Record<string, unknown>> };
  const inUrls = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap((one) => (one as { parameters?: { name: string }[] }).parameters ?? [])
    .map(({ name }) => name);
  expect(inUrls).toContain('customer');
  expect(inUrls.filter((name) => /user|email|phone|address/i.test(name))).toEqual([]);
});
