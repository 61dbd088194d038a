import { catalog } from '../../catalog';
import { beginJourney } from '../../preview';
import { ProjectCopy, type Ended } from './project-copy';

let copy: ProjectCopy;
beforeAll(() => {
  copy = new ProjectCopy();
});
afterAll(() => copy.remove());

describe('perennial new', () => {
  let first: Ended;
  let second: Ended;
  beforeAll(async () => {
    first = await copy.perennial('new', 'spring-sale', '--title', "Spring's sale & more");
    second = await copy.perennial(
      'new',
      'parcel-news',
      '--on',
      'Order Delivered',
      '--topic',
      'orders',
    );
  });

  test('says what it wrote, what the journey tells, and what to do next', () => {
    expect(first.status).toBe(0);
    for (const file of [
      'workflows/spring-sale.ts',
      'templates/spring-sale/hello/subject.hbs',
      'templates/spring-sale/hello/email.mjml',
      'templates/spring-sale/hello/email.txt.hbs',
      'test/workflows/spring-sale.test.ts',
      'test/workflows/__snapshots__/spring-sale.test.ts.snap',
    ]) {
      expect(first.said).toContain(`wrote    ${file}\n`);
      expect(copy.has(file)).toBe(true);
    }
    expect(first.said).toContain('changed  workflows/index.ts\n');
    expect(first.said).toContain('changed  catalog/templates.ts\n');
    expect(first.said).toMatch(/^spring-sale: \d stories, 3 ends; .*most: 2 emails$/m);
    expect(first.said).toContain('perennial draw spring-sale');
  });

  test('enters the journeys in their list, in order', () => {
    expect(second.status).toBe(0);
    const index = copy.read('workflows/index.ts');
    expect(index).toMatch(
      /'\.\/follow-up';\nimport \{ parcelNews \} from '\.\/parcel-news';\nimport/,
    );
    expect(index).toContain('winBack,\n  springSale,\n  parcelNews,\n];');
  });

  test('writes what the compiler, lint and the formatter let pass', async () => {
    const files = [
      ...['index.ts', 'spring-sale.ts', 'parcel-news.ts'].map((file) => `workflows/${file}`),
      ...['spring-sale', 'parcel-news'].map((name) => `test/workflows/${name}.test.ts`),
      'catalog/templates.ts',
    ];
    expect(copy.typeErrors(files)).toEqual([]);
    expect(await copy.linted(files)).toBe('');
    const { status } = await copy.run([
      'node_modules/prettier/bin/prettier.cjs',
      ...['--check', ...files],
    ]);
    expect(status).toBe(0);
  });

  test('writes tests that pass, with the review of the paths as it would be taken', async () => {
    const own = ['spring-sale', 'parcel-news'].map((name) => `test/workflows/${name}`);
    const { status, said } = await copy.jest('--ci', ...own, 'test/workflows-content');
    expect({ status, said }).toEqual({
      status: 0,
      said: expect.stringMatching(/Snapshots: +2 passed, 2 total/),
    });
  });

  test('writes journeys that are explored and drawn', async () => {
    const { status, said } = await copy.perennial('explore', 'parcel-news');
    expect({ status, said }).toEqual({
      status: 0,
      said: expect.stringContaining('d0 hello, d10 reminder'),
    });
    expect((await copy.perennial('draw', 'spring-sale')).said).toContain('flowchart TD');
  });
});

describe('perennial new refuses', () => {
  const wish = { id: 'autumn', on: 'Signed Up', topic: 'offers' };
  test.each([
    ['an id that is taken', { id: 'welcome' }, 'workflows/welcome.ts is there already'],
    ['an id whose messages are there', { id: 'layout' }, 'templates/layout is there already'],
    ['an id that is none', { id: 'Spring Sale' }, 'such as spring-sale'],
    ['an id with a folder in it', { id: '../out' }, 'such as out'],
    ['an id of nothing', { id: '!' }, 'such as spring-sale'],
    ['an event there is not', { on: 'Signd Up' }, "did you mean 'Signed Up'?"],
    ['an event that a trigger makes', { on: 'Customer Inactive' }, 'inactive(…)'],
    ['an event that says no to all mail', { on: 'Unsubscribed' }, 'is not written to'],
    ['a topic there is not', { topic: 'offer' }, "did you mean 'offers'?"],
    ['a title that is code', { title: '{{x}}' }, 'none of them { } < >'],
    ['a title of nothing', { title: ' ' }, 'a title has 1 to 80 letters'],
  ])('%s', async (_, changes, problem) => {
    await expect(beginJourney({ ...wish, ...changes }, copy.path)).rejects.toMatchObject({
      code: 'JOURNEY_NOT_MADE',
      message: expect.stringContaining(problem),
    });
    expect(copy.has('workflows/autumn.ts')).toBe(false);
  });

  test('as a wrong use: 2', async () => {
    const { status, said } = await copy.perennial('new', 'welcome');
    expect(status).toBe(2);
    expect(said).toContain('(JOURNEY_NOT_MADE)');
  });

  test.each(Object.keys(catalog.topics))(
    'none of the topics there are, such as %s',
    async (topic) => {
      const id = `about-${topic}`;
      const { stories } = await beginJourney({ ...wish, id, topic }, copy.path);
      expect(stories.most.messages).toEqual({ email: 2 });
    },
  );
});
