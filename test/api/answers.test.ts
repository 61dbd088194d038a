import { cli } from '../cli/terminal';
import { clear, OPERATOR_KEY, startApi, type TestApi } from './harness';
import { surveyed } from './surveyed';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ publicRate: 100_000 });
});
beforeEach(() => clear(api.store));
afterAll(() => api.close());

async function answers(userId: string, ...all: readonly Record<string, string>[]): Promise<void> {
  const { path } = await surveyed(api, userId);
  for (const one of all) await api.call('POST', path, { body: new URLSearchParams(one) });
}
const listed = async (query = '') =>
  (await api.operate('GET', `/v1/answers${query}`)).body as {
    answers: { id: string; score: number; comment: string | null }[];
    next?: string;
  };

test('comments of the happy and of those who think again are there to be read, the latest first', async () => {
  await answers('u1', { score: '5' }, { score: '5', comment: 'Such care.' });
  await answers('u2', { score: '4' }, { score: '1', comment: 'It skips.' });
  const { answers: all } = await listed();
  expect(all.map(({ score, comment }) => [score, comment])).toEqual([
    [1, 'It skips.'],
    [4, null],
    [5, 'Such care.'],
    [5, null],
  ]);
  expect(all[0]).toMatchObject({ survey: 'feedback-request', userIds: ['u2'] });
  expect((await listed('?atMost=2')).answers).toHaveLength(1);
  expect((await listed('?comments=true')).answers).toHaveLength(2);
});

test('pages hold each answer once, and nothing of who was erased', async () => {
  await answers('u1', { score: '5' }, { score: '4' }, { score: '3' });
  await answers('u2', { score: '2' });
  const seen: number[] = [];
  let after: string | undefined = '';
  while (after !== undefined) {
    const page = await listed(`?limit=2${after && `&after=${after}`}`);
    seen.push(...page.answers.map(({ score }) => score));
    after = page.next;
  }
  expect(seen).toEqual([2, 3, 4, 5]);
  await api.operate('POST', '/v1/customers/erase', { userId: 'u1' });
  expect((await listed()).answers.map(({ score }) => score)).toEqual([2]);
});

test('perennial answers shows them', async () => {
  await answers('u1', { score: '1', comment: 'The sleeve came torn.' });
  const ask = (...more: string[]) =>
    cli(['answers', ...more], { PERENNIAL_URL: api.url, PERENNIAL_OPERATOR_KEY: OPERATOR_KEY });
  const { code, out } = await ask('--unhappy');
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('sleeve') });
  expect(JSON.parse((await ask('--comments', '--json')).out)).toMatchObject({
    answers: [{ score: 1, comment: 'The sleeve came torn.' }],
  });
});

test('perennial answers shows the beginning of a long comment, in one line, and all of it as JSON', async () => {
  const comment = `It skips.\nAnd then 💿 ${'again and '.repeat(196)}again.`;
  await answers('u1', { score: '1', comment });
  const ask = (...more: string[]) =>
    cli(['answers', ...more], { PERENNIAL_URL: api.url, PERENNIAL_OPERATOR_KEY: OPERATOR_KEY });
  const lines = (await ask('--comments')).out.split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(140);
  expect(lines.join('\n')).toMatch(/ It skips\. And then 💿 [^\n]{1,40}… /);
  expect(JSON.parse((await ask('--comments', '--json')).out)).toMatchObject({
    answers: [{ comment: expect.stringMatching(/^It skips\.\s+And then 💿 .* again\.$/) }],
  });
});
