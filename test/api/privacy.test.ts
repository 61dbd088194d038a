import { addressHash, readAudit, suppressedAmong } from '../../store';
import { clear, SECRET, startApi, type TestApi } from './harness';

let api: TestApi;
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
});
afterAll(() => api.close());

const erase = () => api.operate('POST', '/v1/customers/erase', { userId: 'ana@example.com' });

test('a suppressed address is kept as a hash, and outlives the erasure', async () => {
  const body = { channel: 'email', address: 'Ana@Example.com', reason: 'complained' };
  expect(await api.operate('POST', '/v1/suppressions', body)).toMatchObject({ status: 200 });
  await erase();
  const hash = addressHash(SECRET, 'email', 'ana@example.com');
  const found = await suppressedAmong(api.store.db, [{ channel: 'email', addressHash: hash }]);
  expect(found).toMatchObject([{ channel: 'email', topic: null, reason: 'complained' }]);
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
    [],
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
