import { saveRelease, setCurrentRelease } from '../../store';
import { enroll, newCustomer } from '../store/seeds';
import { cli } from '../cli/terminal';
import { clear, OPERATOR_KEY, startApi, type TestApi } from './harness';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  await clear(api.store);
  const journeys = ['welcome', 'win-back'].map((id) => ({
    ...{ id, title: `The ${id}`, on: [{ event: 'Signed Up' }], exit: [], holdout: 0 },
  }));
  const release = { id: 'r1', createdAt: 1, journeys, code: '', templates: {} };
  await saveRelease(api.store.db, release);
  await setCurrentRelease(api.store.db, 'r1');
});
afterAll(() => api.close());

const list = async () => (await api.operate('GET', '/v1/journeys')).body;
const audit = async (query = '') => {
  const { body, status } = await api.operate('GET', `/v1/audit${query}`);
  expect(status).toBe(200);
  return body as { entries: { what: string; who: string; at: string }[]; next?: number };
};

describe('the list of journeys', () => {
  test('has all of the current release in its order, and those that still run without it', async () => {
    const [one, two] = [await enroll(api.store), await enroll(api.store)];
    await enroll(api.store, { state: 'held out' });
    await enroll(api.store, { journey: 'gone' });
    const stuck = JSON.stringify({ step: 'a#1', code: 'CALL_FAILED', message: 'no' });
    const set = api.store.db.updateTable('enrollments');
    await set.set({ stuck }).where('id', '=', one.id).execute();
    await set.set({ state: 'running' }).where('id', '=', two.id).execute();
    const idle = { pausedAt: null, pausedBy: null };
    expect(await list()).toEqual({
      journeys: [
        { id: 'welcome', title: 'The welcome', ...idle, live: 2, stuck: 1 },
        { id: 'win-back', title: 'The win-back', ...idle, live: 0, stuck: 0 },
        { id: 'gone', title: null, ...idle, live: 1, stuck: 0 },
      ],
    });
  });

  test('says since when and by whom one is paused, until it is resumed', async () => {
    await api.operate('POST', '/v1/journeys/win-back/pause');
    const at = expect.stringMatching(/^20\d\d-.*Z$/) as string;
    expect(await list()).toMatchObject({
      journeys: [{ pausedAt: null }, { id: 'win-back', pausedAt: at, pausedBy: 'ana' }],
    });
    const environment = { PERENNIAL_URL: api.url, PERENNIAL_OPERATOR_KEY: OPERATOR_KEY };
    const { out } = await cli(['journeys'], environment);
    expect(out).toMatch(/win-back .*The win-back .*since 20\d\d-\d\d-\d\d \d\d:\d\d by ana/);
    await api.operate('POST', '/v1/journeys/win-back/resume');
    expect(await list()).toMatchObject({ journeys: [{ pausedAt: null }, { pausedBy: null }] });
  });
});

describe('the audit', () => {
  test('tells what was done, newest first, page by page, of all or of one subject', async () => {
    const run = await enroll(api.store);
    for (const what of ['pause', 'resume', 'end']) {
      await api.operate('POST', `/v1/runs/${run.id}/${what}`, { reason: 'a test' });
    }
    await api.operate('POST', '/v1/journeys/welcome/pause');
    const whats = ({ entries }: { entries: { what: string }[] }) => entries.map(({ what }) => what);
    expect(whats(await audit())).toEqual(['journey pause', 'run end', 'run resume', 'run pause']);
    const first = await audit(`?subject=${run.id}&limit=2`);
    expect(first.entries[0]).toEqual({
      ...{ who: 'ana', what: 'run end', subject: run.id, detail: { reason: 'a test' } },
      at: expect.stringMatching(/Z$/) as string,
    });
    const second = await audit(`?subject=${run.id}&limit=2&after=${first.next}`);
    expect(whats(second)).toEqual(['run pause']);
    expect(second.next).toBeUndefined();
    expect(whats(await audit('?subject=nothing'))).toEqual([]);
  });

  test('holds no address and no id of the shop, whatever was done', async () => {
    const userId = 'ana@example.com';
    await newCustomer(api.store, { userId, traits: { email: userId, phone: '+12025550143' } });
    const address = { channel: 'email', address: userId };
    await api.operate('POST', '/v1/suppressions', address);
    await api.operate('POST', '/v1/suppressions/lift', address);
    await api.operate('POST', '/v1/customers/erase', { userId });
    const all = await audit();
    expect(all.entries).toHaveLength(3);
    expect(JSON.stringify(all)).not.toMatch(/example\.com|202555/i);
  });

  test.each(['subject=ana%40example.com', 'limit=0', 'after=x'])('%s is refused', async (query) => {
    const { status, text } = await api.operate('GET', `/v1/audit?${query}`);
    expect(status).toBe(400);
    expect(text).not.toContain('ana');
  });
});
