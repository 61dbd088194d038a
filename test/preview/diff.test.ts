import fc from 'fast-check';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { AnyDefinition } from '../../engine';
import { readTemplates } from '../../messages';
import {
  diffOf,
  diffText,
  explore,
  isDifferent,
  storiesOf,
  type JourneyDiff,
  type Released,
} from '../../preview';
import { pairsOf } from '../../preview/diff/pairs';
import { makeRelease } from '../../worker/releases';
import { winBack } from '../../workflows/win-back';
import { anyStory, told as journeyTold } from './journeys';

const PROJECT = resolve(__dirname, '../..');
const SOURCE = readFileSync(join(PROJECT, 'workflows/win-back.ts'), 'utf8');

let folder: string;
let templates: Record<string, string>;
beforeAll(async () => {
  templates = await readTemplates(join(PROJECT, 'templates'));
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-diff-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A release whose win-back was written otherwise, and whose texts were. */
async function releaseWith(
  edits: readonly (readonly [from: string, to: string])[],
  texts: Readonly<Record<string, string | undefined>> = {},
): Promise<Released> {
  let code = SOURCE.replace("'../engine'", JSON.stringify(join(PROJECT, 'engine')));
  for (const [from, to] of edits) {
    expect(code).toContain(from);
    code = code.replace(from, to);
  }
  writeFileSync(join(folder, 'journeys.ts'), `${code}\nexport const journeys = [winBack];\n`);
  for (const [path, text] of Object.entries({ ...templates, ...texts })) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(folder, 'templates', path)), { recursive: true });
    writeFileSync(join(folder, 'templates', path), text);
  }
  return makeRelease({
    workflows: join(folder, 'journeys.ts'),
    templates: join(folder, 'templates'),
  });
}

/** The journey as it is now beside that release. */
async function since(
  release: Released,
  journeys: readonly AnyDefinition[] = [winBack],
): Promise<JourneyDiff> {
  const [diff] = await diffOf(release, { journeys, templates });
  if (!diff) throw new Error('nothing was compared');
  return diff;
}

/** Sentences of the stories that differ, each once. */
const sentences = ({ changed }: JourneyDiff): string[] => [
  ...new Set(changed.flatMap(({ differs }) => differs)),
];

describe('a journey beside its release', () => {
  test('does not differ when it is the same', async () => {
    const diff = await since(await releaseWith([]));
    expect(isDifferent(diff)).toBe(false);
    expect(diffText(diff)).toBe('win-back: nothing differs.\n');
  });

  test('gets a message on another day, and all that follows', async () => {
    const diff = await since(await releaseWith([["wait('7 days')", "wait('5 days')"]]));
    expect(sentences(diff)).toEqual([
      'is over after 7 days instead of 5 days',
      'gets incentive −10 % on day 7 instead of day 5',
      'gets last-chance −20 % on day 17 instead of day 15',
      'gets last-chance −10 % on day 17 instead of day 15',
    ]);
    expect({ added: diff.added, gone: diff.gone, terms: diff.terms }).toEqual({
      ...{ added: [], gone: [], terms: [] },
    });
    expect(diffText(diff)).toMatchSnapshot();
  });

  test('gets it at another hour', async () => {
    const before = await releaseWith([["wait('7 days')", "wait('7 days', { at: '18:00' })"]]);
    expect(sentences(await since(before))[0]).toBe(
      'gets incentive −10 % at 10:00 instead of 18:00',
    );
  });

  test('ends otherwise', async () => {
    const diff = await since(await releaseWith([["return 'lapsed'", "return 'gone for good'"]]));
    expect(sentences(diff)).toEqual(['ends as “lapsed” instead of “gone for good”']);
    expect(diff.changed.map(({ after }) => after.end)).toEqual(['lapsed', 'lapsed']);
  });

  test('gets a message more, where the story goes so far', async () => {
    const send = "    await journey.send('win-back/incentive', { offer: small.offer });\n";
    const diff = await since(await releaseWith([[send, '']]));
    expect(sentences(diff)).toEqual(['now gets incentive −10 % on day 7']);
    expect({ added: diff.added, gone: diff.gone }).toEqual({ added: [], gone: [] });
  });

  test('gets a message less', async () => {
    const line = "await journey.wait('10 days');";
    const before = await releaseWith([[line, `await journey.send('welcome/come-by');\n${line}`]]);
    expect(sentences(await since(before))).toEqual(['no longer gets welcome/come-by on day 7']);
  });

  test('gets another offer, and another record', async () => {
    const before = await releaseWith([
      ["offer: 'win-back-10', expiresIn: '14 days'", "offer: 'welcome-10', expiresIn: '14 days'"],
      ["products: ['paper-satellites', 'small-hours']", "products: ['low-sun']"],
    ]);
    expect(sentences(await since(before))).toContain(
      'gets we-miss-you with products paper-satellites, small-hours instead of low-sun',
    );
  });

  test('gets a code that is good for another time', async () => {
    const before = await releaseWith([["expiresIn: '14 days'", "expiresIn: '6 days'"]]);
    expect(sentences(await since(before))).toEqual([
      'gets incentive −10 % with a code good for 14 days instead of 6 days',
      'gets last-chance −10 % with a code good for 14 days instead of 6 days',
    ]);
  });

  test('gets a message however late, or not at all', async () => {
    const late = "{ offer: best }, { within: '1 day' }";
    const edits = ["{ offer: best }, { within: '3 days' }", '{ offer: best }'];
    const all: string[][] = [];
    for (const edit of edits) all.push(sentences(await since(await releaseWith([[late, edit]]))));
    expect(all.map(([first]) => first)).toEqual([
      'gets last-chance −20 % at most 1 day late instead of at most 3 days late',
      'gets last-chance −20 % at most 1 day late instead of as late as its topic allows',
    ]);
  });

  test('has a story more and a story less with a branch', async () => {
    const wait = "await journey.wait('7 days');\n    const small";
    const asked = "if (await journey.is('vip')) return 'by hand';\n    const small";
    const diff = await since(
      await releaseWith([[wait, `await journey.wait('7 days');\n${asked}`]]),
    );
    expect(diff.gone.map(({ words, end }) => [words, end])).toEqual([['is “vip”', 'by hand']]);
    expect({ added: diff.added, changed: diff.changed }).toEqual({ added: [], changed: [] });
    expect(diffText(diff)).toMatch(
      /^win-back differs\nstories gone\n {2}− \d+ {2}is “vip” .*by hand\n$/,
    );
  });

  test('looks at one thing more, or at one thing less', async () => {
    const line = "await journey.wait('10 days');";
    const asked = `if (await journey.is('vip')) await journey.send('welcome/come-by');`;
    const before = await since(await releaseWith([[line, `${asked}\n${line}`]]));
    expect({ added: before.added, gone: before.gone }).toEqual({ added: [], gone: [] });
    expect(diffText(before)).toBe(`win-back differs
where something more happens
  is “vip”: no longer gets welcome/come-by on day 7  in 5 stories: 4, 5, 6, 7, 8
`);
  });

  test('takes in others, more often, with another goal', async () => {
    const before = await releaseWith([
      ["inactive('90 days'", "inactive('60 days'"],
      [
        "reenter: { after: '180 days' }",
        "reenter: 'always', only: 'vip', exit: ['Order Cancelled']",
      ],
      ["within: '45 days'", "within: '30 days'"],
      ["holdout: '5%'", "holdout: '10%'"],
    ]);
    expect((await since(before)).terms).toEqual([
      'begins with 90 days without Order Completed instead of 60 days without Order Completed',
      'is for everyone instead of those who are “vip”',
      'takes a customer in again after 180 days instead of again once it is over',
      'has for its goal Order Completed within 45 days instead of Order Completed within 30 days',
      'is left by nothing instead of Order Cancelled',
      'holds out 5 % instead of 10 %',
    ]);
  });

  test('takes in, and counts, for hours that make no round days', async () => {
    const before = await releaseWith([
      ["reenter: { after: '180 days' }", "reenter: { after: '4308 hours' }"],
      ["within: '45 days'", "within: '1070 hours'"],
    ]);
    expect((await since(before)).terms).toEqual([
      'takes a customer in again after 180 days instead of again after 4308 hours',
      'has for its goal Order Completed within 45 days instead of Order Completed within 1070 hours',
    ]);
  });

  test('is new, or gone', async () => {
    const other = { ...winBack, id: 'come-back' };
    const diffs = await diffOf(await releaseWith([]), { journeys: [other], templates });
    expect(
      diffs.map(({ journey, is, added, gone }) => [journey, is, added.length, gone.length]),
    ).toEqual([
      ['come-back', 'new', 8, 0],
      ['win-back', 'gone', 0, 8],
    ]);
    expect(diffs.map(diffText).join('')).toContain('who is in it goes on to the end');
  });
});

describe('the texts of a journey beside its release', () => {
  const file = 'win-back/incentive/subject.hbs';

  test('are told by message and line', async () => {
    const { texts } = await since(await releaseWith([], { [file]: 'Ten percent\n' }));
    const now = templates[file]?.trim() ?? '';
    expect(texts).toEqual([
      {
        ...{ file, messages: ['win-back/incentive'], is: 'changed' },
        ...{ removed: ['Ten percent'], added: [now] },
      },
    ]);
  });

  test('are told when a file comes or goes', async () => {
    const sms = 'win-back/we-miss-you/sms.hbs';
    const { texts } = await since(await releaseWith([], { [sms]: 'Ten percent: {{offer.code}}' }));
    expect(texts).toMatchObject([{ file: sms, is: 'gone', added: [] }]);
  });

  test('that many messages share are told once, with those that show them', async () => {
    const footer = 'layout/footer.mjml';
    const before = await releaseWith([], { [footer]: `${templates[footer]}\n<!-- more -->` });
    const diff = await since(before);
    expect(diff.texts).toMatchObject([{ file: footer, removed: ['<!-- more -->'] }]);
    expect(diff.texts[0]?.messages).toContain('win-back/last-chance');
    expect(diffText(diff)).toContain('layout/footer.mjml, in 3 messages');
  });

  test('have paragraphs: where an empty line is gone from plain text, they run together', async () => {
    const [mail, page] = ['win-back/incentive/email.txt.hbs', 'win-back/incentive/email.mjml'];
    const before = await releaseWith([], {
      [mail]: (templates[mail] ?? '').replace('\n\n', '\n'),
      [page]: (templates[page] ?? '').replaceAll('\n', '\n\n'),
    });
    const diff = await since(before);
    expect(diff.texts).toMatchObject([{ file: mail, removed: [], added: [''] }]);
    expect(diffText(diff)).toContain('+ (an empty line)');
  });

  test('of others, and blanks at the ends of lines, are no difference', async () => {
    const texts = { 'welcome/picks/subject.hbs': 'Others', [file]: ` ${templates[file]}\n\n` };
    expect(isDifferent(await since(await releaseWith([], texts)))).toBe(false);
  });
});

describe('a release', () => {
  test('may name a template that the catalogue has no more', async () => {
    const line = "await journey.wait('10 days');";
    const send = "await journey.send('win-back/gone' as 'welcome/come-by');";
    const text = { 'win-back/gone/email.mjml': '<mjml></mjml>', 'win-back/gone/subject.hbs': 'x' };
    const diff = await since(await releaseWith([[line, `${send}\n${line}`]], text));
    expect(sentences(diff)).toEqual(['no longer gets gone on day 7']);
    expect(diff.texts.map(({ file, is }) => [file, is])).toEqual([
      ['win-back/gone/email.mjml', 'gone'],
      ['win-back/gone/subject.hbs', 'gone'],
    ]);
  });

  const plain = { id: 'a2a2a2a2a2a2', templates: {} };
  test.each([
    ['does not parse', 'module.exports = (', 'Unexpected'],
    ['throws', "throw new Error('no such thing')", 'no such thing'],
    ['does not show its journeys', 'module.exports = { welcome: () => undefined }', 'welcome'],
    ['asks for the machine', 'module.exports = { one: process.env }', 'process'],
    ['never ends', 'for (;;);', 'timed out'],
  ])('that %s is an error that names it', async (_, code, problem) => {
    await expect(since({ ...plain, code })).rejects.toMatchObject({
      code: 'RELEASE_UNREADABLE',
      message: expect.stringMatching(new RegExp(`a2a2a2a2a2a2.*${problem}.*start a worker`)),
    });
  });

  test('that names an effect there is no more is an error that says so', async () => {
    const before = await releaseWith([
      ["journey.do('issue-offer'", "journey.do('give' as 'issue-offer'"],
    ]);
    await expect(since(before)).rejects.toMatchObject({
      code: 'RELEASE_UNREADABLE',
      message: expect.stringContaining("no 'effect' 'give'"),
    });
  });
});

test('every story is found again once, and a journey never differs from itself', async () => {
  const rest = { goal: { event: 'Order Completed', within: '9 days' } };
  const storiesIn = async (lines: Parameters<typeof journeyTold>[0]) => {
    const found = await explore(journeyTold(lines, rest), { maxPaths: 500 }).catch(() => undefined);
    return found && storiesOf(found);
  };
  await fc.assert(
    fc.asyncProperty(anyStory, anyStory, async (one, other) => {
      const [before, after] = [await storiesIn(one), await storiesIn(other)];
      if (!before || !after) return;
      const pairs = pairsOf(before, after);
      const number = (one?: { number: number }) => (one ? [one.number] : []);
      const numbers = ({ stories }: { stories: readonly { number: number }[] }) =>
        stories.map((story) => story.number);
      const sorted = (all: number[]) => all.sort((a, b) => a - b);
      expect(sorted(pairs.flatMap((pair) => number(pair.before)))).toEqual(numbers(before));
      expect(sorted(pairs.flatMap((pair) => number(pair.after)))).toEqual(numbers(after));
      expect(pairsOf(after, after).map(({ before: a, after: b }) => [a, b])).toEqual(
        after.stories.map((story) => [story, story]),
      );
    }),
    { numRuns: 60 },
  );
});
