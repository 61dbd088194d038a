import {
  addressHash,
  insertEnrollment,
  readAudit,
  readCustomer,
  suppressedAmong,
} from '../../store';
import { clear, eventsOf, SECRET, startApi, type TestApi } from './harness';

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

const erase = () => api.operate('DELETE', `/v1/customers/${encodeURIComponent('ana@example.com')}`);

test('erasing leaves nothing personal, ends live runs, and says so', async () => {
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
  expect(await erase()).toMatchObject({ status: 200, body: { customer, endedRuns: 1 } });
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
  const again = await erase();
  expect(again).toMatchObject({ status: 404, body: { error: { code: 'CUSTOMER_UNKNOWN' } } });
  expect(again.text).not.toContain('ana@');
  expect(api.lines.join('\n')).toContain('/v1/customers/:userId');
  expect(api.lines.join('\n')).not.toContain('ana');
});

test('a suppressed address is kept as a hash, and outlives the erasure', async () => {
  const body = { channel: 'email', address: 'Ana@Example.com', reason: 'complained' };
  expect(await api.operate('POST', '/v1/suppressions', body)).toMatchObject({ status: 200 });
  await erase();
  const hash = addressHash(SECRET, 'email', 'ana@example.com');
  const found = await suppressedAmong(api.store.db, [{ channel: 'email', addressHash: hash }]);
  expect([...found]).toEqual([['email', 'complained']]);
  const rows = await api.store.db.selectFrom('suppressions').selectAll().execute();
  expect(JSON.stringify([rows, await readAudit(api.store.db)])).not.toMatch(/ana@/i);
});

test('a suppression is lifted once, with a word in the audit', async () => {
  const body = { channel: 'email', address: 'ana@example.com' };
  await api.operate('POST', '/v1/suppressions', body);
  const lift = () => api.operate('POST', '/v1/suppressions/lift', body);
  expect(await lift()).toMatchObject({ status: 200, body: { lifted: true } });
  expect(await lift()).toMatchObject({ status: 200, body: { lifted: false } });
  const hash = addressHash(SECRET, 'email', 'ana@example.com');
  expect(await suppressedAmong(api.store.db, [{ channel: 'email', addressHash: hash }])).toEqual(
    new Map(),
  );
  expect(await readAudit(api.store.db, { subject: hash })).toMatchObject([
    { what: 'address lift' },
    { what: 'address suppress' },
  ]);
});

test('a number is suppressed and lifted however it is spelled', async () => {
  const sms = (address: string) => ({ channel: 'sms', address });
  await api.operate('POST', '/v1/suppressions', sms('+1 (202) 555-0143'));
  expect(await api.operate('POST', '/v1/suppressions/lift', sms('001-202-555-0143'))).toMatchObject(
    { status: 200, body: { lifted: true } },
  );
});

test.each([
  [{ channel: 'pigeon', address: 'ana@example.com' }],
  [{ channel: 'email' }],
  [{ channel: 'email', address: '' }],
  [{ channel: 'email', address: 'ana at example.com' }],
  [{ channel: 'sms', address: '202 555 0143' }],
])('%j is refused', async (body) => {
  expect(await api.operate('POST', '/v1/suppressions', body)).toMatchObject({ status: 400 });
});
