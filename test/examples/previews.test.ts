import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog as shopCatalog } from '../../catalog';
import {
  drawing,
  explore,
  loadJourneys,
  mermaid,
  storiesOf,
  storiesText,
  svg,
  told,
} from '../../preview';
import { cli } from '../cli/terminal';
import { catalog, FOLDER, journeys } from './sixteen';

test('there are sixteen, each of its own id', () => {
  expect(new Set(journeys.map(({ id }) => id)).size).toBe(16);
});

test('each is explored to all of its stories', async () => {
  const texts = [];
  for (const journey of journeys) {
    texts.push(storiesText(storiesOf(await explore(journey, { catalog }), catalog)));
  }
  expect(texts.join('\n')).toMatchSnapshot();
});

test('none stands still, and each branch has a sample', async () => {
  const { stories, unreached } = await told(FOLDER);
  expect(stories.flatMap((one) => one.stories).filter(({ isStuck }) => isStuck)).toEqual([]);
  expect(unreached).toEqual([]);
});

test.each(journeys)('$id is drawn, each message and end of it in words', async (journey) => {
  const exploration = await explore(journey, { catalog });
  const chart = drawing(exploration, catalog);
  const texts = chart.boxes.map(({ text }) => text);
  expect(texts.filter((text) => /^\s*$|#\d|undefined|\[object/.test(text))).toEqual([]);
  for (const { acts, trace } of exploration.paths) {
    for (const act of acts) {
      if (act.kind !== 'send' || act.outcome.status !== 'sent') continue;
      const words = (act.template.split('/')[1] ?? '').replaceAll('-', ' ');
      expect(texts).toContainEqual(expect.stringContaining(words));
    }
    expect(texts).toContain(trace.end?.replace('exit:', 'leaves:'));
  }
  expect(mermaid(chart)).toMatch(/^flowchart TD\n/);
  for (const text of texts) expect(svg(chart)).toContain(text.split(' ')[0]);
});

test('each holds to every policy of the house', async () => {
  const { code, out } = await cli(['check', 'examples/journeys/index.ts']);
  expect({ code, held: out.match(/^✓ [\w-]+: \d+ policies on \d+ paths$/gm)?.length }).toEqual({
    ...{ code: 0, held: journeys.length },
  });
});

test('the command line reads a file of them in the words of the catalogue beside it', async () => {
  const explored = await cli(['explore', 'examples/journeys/nps.ts']);
  expect(explored).toMatchObject({ code: 0, err: '' });
  expect(explored.out).toMatch(/^nps: \d+ stories, 4 ends;/);
  const drawn = await cli(['draw', 'examples/journeys/nps.ts']);
  expect(drawn).toMatchObject({ code: 0, err: '' });
  expect(drawn.out).toContain('"reminder"');
});

describe('the catalogue of a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-words-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (path: string, text: string): string => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
    return join(folder, path);
  };
  const journey = "export const one = { id: 'one', on: 'Signed Up', run: async () => 'over' };";

  test('is that of the nearest folder above, and the shop’s where there is none', () => {
    const file = write('near/deeper/one.ts', journey);
    expect(loadJourneys(file).catalog).toBe(shopCatalog);
    write('near/catalog/index.ts', "export const catalog = { name: 'near' };");
    expect(loadJourneys(file).catalog).toEqual({ name: 'near' });
  });

  test('has to be one', () => {
    const file = write('none/one.ts', journey);
    write('none/catalog/index.ts', 'export const words = {};');
    expect(() => loadJourneys(file)).toThrow(/beside it exports no `catalog`/);
  });
});
