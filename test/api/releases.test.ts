import { saveRelease, setCurrentRelease } from '../../store';
import { startApi, type TestApi } from './harness';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const get = (id: string) => api.operate('GET', `/v1/releases/${id}`);

test('a release is told by its id, and by `current` once it is', async () => {
  expect(await get('current')).toMatchObject({
    status: 404,
    body: { error: { code: 'RELEASE_UNKNOWN' } },
  });
  const kept = { code: 'module.exports = {};', templates: { 'a/b/subject.hbs': 'Hello' } };
  await saveRelease(api.store.db, { id: 'r1', createdAt: 1, journeys: [], ...kept });
  const view = { id: 'r1', createdAt: '1970-01-01T00:00:00.001Z', ...kept };
  expect((await get('r1')).body).toEqual({ ...view, current: false });
  await setCurrentRelease(api.store.db, 'r1');
  expect((await get('current')).body).toEqual({ ...view, current: true });
});

test.each([
  ['nosuch', 404],
  ['a%2Fb', 400],
])('%s is answered with %d', async (id, status) => {
  expect((await get(id)).status).toBe(status);
});
