import { addressHash, suppressedAmong } from '../../store';
import { clear, OPERATOR_KEY, SECRET, startApi, type TestApi } from '../api/harness';
import { enroll, newCustomer } from '../store/seeds';
import { cli } from './terminal';

const ANA = 'ana@example.com';

let api: TestApi;
let customer = '';
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  await clear(api.store);
  customer = await newCustomer(api.store, { userId: ANA, traits: { email: ANA } });
  api.lines.length = 0;
});
afterAll(() => api.close());

const ask = (args: readonly string[], input?: string) =>
  cli(args, { PERENNIAL_URL: api.url, PERENNIAL_OPERATOR_KEY: OPERATOR_KEY }, input);
const suppressed = async () => {
  const hash = addressHash(SECRET, 'email', ANA);
  return suppressedAmong(api.store.db, [{ channel: 'email', addressHash: hash }]);
};

test('runs are narrowed to one customer by the id of the shop, and no URL holds it', async () => {
  const run = await enroll(api.store, { customer });
  await enroll(api.store);
  const urls: string[] = [];
  const { fetch: real } = globalThis;
  const fetching = jest.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
    urls.push(url instanceof Request ? url.url : url.toString());
    return real(url, init);
  });
  for (const of of [
    ['--user', ANA],
    ['--customer', customer],
  ]) {
    const { code, out } = await ask(['runs', ...of, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ runs: [{ id: run.id, customer }] });
  }
  const { out } = await ask(['runs', '--user', '-'], `${ANA}\n`);
  expect(out).toContain(run.id);
  fetching.mockRestore();
  expect(urls).toHaveLength(5);
  expect(decodeURIComponent(urls.join())).not.toContain(ANA);
});

test('runs of someone unknown: 1, and the id is not repeated', async () => {
  const { code, err } = await ask(['runs', '--user', 'bob@example.com']);
  expect(code).toBe(1);
  expect(err).toContain('There is no such customer');
  expect(err).not.toContain('bob');
});

test('erase takes the id of the shop or ours, once', async () => {
  await enroll(api.store, { customer });
  expect(await ask(['erase', '-'], ANA)).toEqual({
    ...{ code: 0, err: '' },
    out: `Customer ${customer} is erased, and 1 run ended.\n`,
  });
  expect((await ask(['erase', ANA])).code).toBe(1);
  const other = await newCustomer(api.store);
  const { out } = await ask(['erase', '--customer', other, '--json']);
  expect(JSON.parse(out)).toEqual({ customer: other, endedRuns: 0 });
});

test('an address is suppressed, and lifted once', async () => {
  expect(await ask(['suppress', 'email', ANA, '--reason', 'asked by phone'])).toMatchObject({
    ...{ code: 0, out: 'Suppressed.\n' },
  });
  expect((await suppressed()).map(({ reason }) => reason)).toEqual(['asked by phone']);
  expect((await ask(['lift', 'email', '-'], `${ANA}\n`)).out).toBe('Lifted.\n');
  expect(await suppressed()).toEqual([]);
  expect((await ask(['lift', 'email', ANA])).out).toBe('It was not suppressed.\n');
});
