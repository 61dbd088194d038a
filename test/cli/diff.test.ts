import { saveRelease, setCurrentRelease } from '../../store';
import { makeRelease } from '../../worker/releases';
import { OPERATOR_KEY, startApi, type TestApi } from '../api/harness';
import { cli } from './terminal';

let api: TestApi;
let id: string;
beforeAll(async () => {
  api = await startApi();
  const release = { ...(await makeRelease()), createdAt: Date.UTC(2026, 10, 20) };
  const code = release.code.replace(
    'journey.wait("7 days");const small',
    'journey.wait("5 days");const small',
  );
  expect(code).not.toBe(release.code);
  id = release.id;
  await saveRelease(api.store.db, release);
  await saveRelease(api.store.db, { ...release, id: 'sooner', code });
  await setCurrentRelease(api.store.db, id);
});
afterAll(() => api.close());

const perennial = (...args: string[]) =>
  cli(args, { PERENNIAL_URL: api.url, PERENNIAL_OPERATOR_KEY: OPERATOR_KEY });

test('diff says when nothing differs from the current release: 0', async () => {
  const { code, out, err } = await perennial('diff', '--exit-code');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toBe(`Beside the current release ${id}, made 2026-11-20 00:00\n\nNothing differs.\n`);
});

test('diff --release tells what differs from another release, journey by journey', async () => {
  const { code, out } = await perennial('diff', '--release', 'sooner');
  expect(code).toBe(0);
  expect(out).toContain('Beside release sooner');
  expect(out).toMatch(
    /gets incentive −10 % on day 7 instead of day 5 +in 5 stories: 4, 5, 6, 7, 8\n/,
  );
  expect(out).not.toContain('welcome');
});

test('diff --exit-code exits with 1 when something differs; --json gives it as data', async () => {
  const { code, out } = await perennial(
    'diff',
    'win-back',
    '--release',
    'sooner',
    '--exit-code',
    '--json',
  );
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    release: 'sooner',
    journeys: [{ journey: 'win-back', is: 'in both', added: [], gone: [] }],
  });
});

test.each([
  [['diff', 'winback'], 2, 'JOURNEY_UNKNOWN'],
  [['diff', '--timezone', 'Mars'], 2, "Unknown time zone 'Mars'"],
  [['diff', '--release', 'nosuch'], 1, "Release 'nosuch' is not in the store"],
])('%j fails: %i', async (args, status, problem) => {
  const { code, err } = await perennial(...args);
  expect({ code, err }).toEqual({ code: status, err: expect.stringContaining(problem) });
});
