import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorRules } from '../../lint/author';
import { instead } from '../../lint/author/outside';
import { compilePart } from '../../messages/handlebars';
import { diffOf, diffText, loadJourneys } from '../../preview';
import { saveRelease, setCurrentRelease } from '../../store';
import { makeRelease } from '../../worker/releases';
import { OPERATOR_KEY, startApi, type TestApi } from '../api/harness';
import { ProjectCopy } from '../cli/project-copy';

const page = readFileSync(join(__dirname, '../../docs/journeys.md'), 'utf8');

interface Block {
  readonly language: string;
  readonly code: string;
}

/** The blocks that people are to write or call; those of the shipped journeys have a test of their own. */
const blocks: readonly Block[] = [
  ...page.slice(0, page.indexOf('## Those we ship')).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm),
].map(([, language = '', code = '']) => ({ language, code }));

const codeOf = (wanted: string): string[] =>
  blocks.flatMap(({ language, code }) => (language === wanted ? [code] : []));

/** A block that is no file of its own is a part of a story. */
const asFile = (code: string, index: number): string =>
  /^import /m.test(code)
    ? code
    : `import type {} from '../catalog';
import { defineJourney } from '../engine';

export const block = defineJourney({
  id: 'block-${index}',
  title: 'A part of a story',
  on: 'Order Completed',
  async run(journey) {
${code.replace(/^(?=.)/gm, '    ')}    return 'over';
  },
});
`;

const isTest = (code: string): boolean => /^test\(/m.test(code);
const scripts = codeOf('ts').map((code, index) => ({
  isTest: isTest(code),
  file: isTest(code) ? `test/workflows/block-${index}.test.ts` : `workflows/block-${index}.ts`,
  code: asFile(code, index),
}));
const stories = scripts.filter((one) => !one.isTest);
const tests = scripts.filter((one) => one.isTest);

/** `perennial …` of a line in a shell block, or Jest. */
const commands = codeOf('sh').flatMap((code) =>
  code
    .split('\n')
    .map((line) => line.replace(/ +#.*/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#')),
);

const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, one, two, three]) => one ?? two ?? three ?? '',
  );

let copy: ProjectCopy;
let api: TestApi;
beforeAll(async () => {
  copy = new ProjectCopy();
  for (const { file, code } of scripts) copy.write(file, code);
  api = await startApi();
  const release = { ...(await makeRelease()), createdAt: Date.UTC(2026, 10, 20) };
  await saveRelease(api.store.db, release);
  await setCurrentRelease(api.store.db, release.id);
});
afterAll(async () => {
  await api.close();
  copy.remove();
});

describe('the code of docs/journeys.md', () => {
  test('is there to be tried, in languages that are', () => {
    expect(stories.length).toBeGreaterThan(3);
    expect(tests.length).toBeGreaterThan(0);
    expect(commands.length).toBeGreaterThan(4);
    const known = ['ts', 'sh', 'text', 'hbs', 'json'];
    expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([]);
  });

  test('compiles against the real catalogue, and passes every rule', async () => {
    const files = scripts.map(({ file }) => file);
    expect(copy.typeErrors(files)).toEqual([]);
    expect(await copy.linted(files)).toBe('');
  });

  test.each(stories)('is explored to its ends: $file', async ({ file }) => {
    const { status, said } = await copy.perennial('explore', file);
    expect({ status, said }).toEqual({
      status: 0,
      said: expect.stringMatching(/ stor(y|ies), \d+ end/),
    });
    expect(said).not.toContain('No sample leads to');
  });

  test('passes as a test, where it is one', async () => {
    const { status, said } = await copy.jest('--ci', ...tests.map(({ file }) => file));
    expect({ status, said }).toMatchObject({ status: 0 });
  });

  test('of a scenario is played', async () => {
    for (const scenario of codeOf('json')) {
      copy.write('scenario.json', scenario);
      const played = await copy.perennial('simulate', 'win-back', '--scenario', 'scenario.json');
      expect(played).toMatchObject({ status: 0 });
    }
  });

  test('of messages compiles', () => {
    const customer = { firstName: 'Ada' };
    const offer = { code: 'WXYZ-2345-6789', expiresAt: '2026-03-20T12:00:00Z' };
    const manner = { locale: 'en', timeZone: 'UTC', currency: 'USD' };
    for (const code of codeOf('hbs')) {
      expect(compilePart(code, false)({ customer, offer }, manner)).toContain('WXYZ-2345-6789');
    }
  });
});

test('the commands of docs/journeys.md can be called one after the other', async () => {
  const environment = { PERENNIAL_URL: api.url, PERENNIAL_OPERATOR_KEY: OPERATOR_KEY };
  const done: unknown[] = [];
  for (const line of commands) {
    const [, perennial, jest] =
      /^(?:npm run perennial --|perennial) (.*)|^npm run jest -- (.*)/.exec(line) ?? [];
    const node = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
    const program = perennial === undefined ? node : ['bin/perennial.cjs'];
    const { status, said } = await copy.run(
      [...program, ...words(perennial ?? jest ?? line)],
      environment,
    );
    done.push({ line, status, ...(status !== 0 && { said }) });
  }
  expect(done).toEqual(commands.map((line) => ({ line, status: 0 })));
}, 300_000);

describe('what docs/journeys.md shows of an answer', () => {
  const shown = codeOf('text').map((text) => text.replaceAll(/\s+/g, ' ').trim());
  const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

  test('of lint is what lint says', () => {
    const text = authorRules.rules['self-contained'].meta.messages.outside;
    const said = text.replace('{{name}}', 'Date').replace('{{instead}}', instead('Date'));
    expect(shown).toContainEqual(expect.stringContaining(plain(said)));
  });

  test('of diff is what diff says', async () => {
    const source = copy.read('workflows/win-back.ts');
    copy.write('workflows/later.ts', source.replace("wait('7 days')", "wait('9 days')"));
    const { journeys } = loadJourneys(join(copy.path, 'workflows/later.ts'));
    const { templates, ...release } = await makeRelease();
    const working = { journeys, templates };
    const [diff] = await diffOf({ templates, ...release }, working, ['win-back']);
    expect(diff && shown).toContainEqual(plain(diffText(diff as NonNullable<typeof diff>)));
  });
});
