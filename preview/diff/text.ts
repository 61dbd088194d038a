import type { Stories, Story } from '../stories/stories';
import { plural, shortName, storyLines } from '../stories/text';
import type { Branch } from './branches';
import { isDifferent, type ChangedStory, type JourneyDiff } from './diff';
import type { TextDiff } from './texts';

/** `in 3 stories: 4, 5, 7`, `in each story`. */
const inStories = (numbers: readonly number[], all: number): string =>
  numbers.length === all && all > 1
    ? 'in each story'
    : `in ${numbers.length === 1 ? 'story' : `${String(numbers.length)} stories:`} ${numbers.join(', ')}`;

/** A sentence, and the story that it is of. */
type Said = readonly [sentence: string, number: number];

/** What differs in many stories is said once, in the order of the stories. */
function saidOnce(all: readonly Said[], stories: number): string[] {
  const numbers = new Map<string, Set<number>>();
  for (const [sentence, number] of all) {
    numbers.set(sentence, (numbers.get(sentence) ?? new Set()).add(number));
  }
  const width = Math.max(0, ...[...numbers.keys()].map(({ length }) => length));
  return [...numbers].map(
    ([sentence, found]) => `  ${sentence.padEnd(width)}  ${inStories([...found], stories)}`,
  );
}

const changedLines = (changed: readonly ChangedStory[], all: number): string[] =>
  saidOnce(
    changed.flatMap(({ after, differs }) => differs.map((one): Said => [one, after.number])),
    all,
  );

const branchLines = (branches: readonly Branch[], all: number): string[] =>
  saidOnce(
    branches.flatMap(({ by, after, differs }) =>
      differs.map((one): Said => [`${by}: ${one}`, after.number]),
    ),
    all,
  );

const listed = (mark: string, stories: readonly Story[], of: Stories | undefined): string[] =>
  of ? storyLines({ ...of, stories }).map((line) => `  ${mark} ${line}`) : [];

const WHAT: Readonly<Record<string, string>> = {
  'subject.hbs': 'the subject',
  'email.mjml': 'the mail',
  'email.txt.hbs': 'the mail as plain text',
  'sms.hbs': 'the text message',
};

const EMPTY = '(an empty line)';

function textLines({ file, is, messages, removed, added }: TextDiff, journey: string): string[] {
  const [name = ''] = file.split('/').slice(-1);
  const message = file.slice(0, -name.length - 1);
  const isOwn = messages.includes(message);
  const what = isOwn
    ? `${shortName(message, journey)}: ${WHAT[name] ?? name}`
    : `${file}, in ${plural(messages.length, 'message')}`;
  return [
    `  ${what}${is === 'changed' ? '' : ` is ${is}`}`,
    ...removed.map((line) => `    − ${line || EMPTY}`),
    ...added.map((line) => `    + ${line || EMPTY}`),
  ];
}

const chapter = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines];

const HEAD: Readonly<Record<JourneyDiff['is'], string>> = {
  new: 'is new: the release does not have it',
  gone: 'is gone: nobody enters it any more, and who is in it goes on to the end',
  'in both': 'differs',
};

/** What people will receive differently, in words. The numbers are those of `perennial explore`. */
export function diffText(diff: JourneyDiff): string {
  const { journey, is, terms, added, gone, branches, changed, texts, before, after } = diff;
  if (!isDifferent(diff)) return `${journey}: nothing differs.\n`;
  const all = after?.stories.length ?? 0;
  return `${[
    `${journey} ${HEAD[is]}`,
    ...chapter(
      'the journey',
      terms.map((line) => `  ${line}`),
    ),
    ...chapter('what customers get', changedLines(changed, all)),
    ...chapter('where something more happens', branchLines(branches, all)),
    ...chapter(is === 'new' ? 'its stories' : 'new stories', listed('+', added, after)),
    ...chapter(is === 'gone' ? 'its stories' : 'stories gone', listed('−', gone, before)),
    ...chapter(
      'what they read',
      texts.flatMap((one) => textLines(one, journey)),
    ),
  ].join('\n')}\n`;
}
