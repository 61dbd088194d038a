import type { ShopCatalog } from '../../catalog';
import type { Rendered } from './rendered';
import { notesOf, settingOf, shownOf, type Shown, type ToldStory } from './told-story';

export interface TextOptions {
  /** Letters of a line. */
  readonly columns: number;
  /** Whole messages, not their first words. */
  readonly full?: boolean;
}

const INDENT = '    ';

/** Breaks a text into lines of at most so many letters; what is longer stays whole. */
function wrapped(text: string, columns: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.split(' ')) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + word.length < columns)
        lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}

const bodyOf = (message: Rendered): string => {
  if ('problem' in message) return message.problem;
  return message.channel === 'sms' ? message.body : message.text;
};

/** The first words of a text, in at most two lines. */
function beginning(text: string, columns: number): string[] {
  const lines = wrapped(text.replace(/\s+/g, ' ').trim(), columns);
  const [first = '', second, third] = lines;
  if (second === undefined) return [first];
  return [first, third === undefined ? second : `${second} …`];
}

function messageLines(
  { message, template = '' }: Shown,
  { columns, full }: TextOptions,
): readonly string[] {
  if (!message) return [];
  if ('problem' in message)
    return [`${template} cannot be rendered:`, ...wrapped(INDENT + message.problem, columns)];
  const text = bodyOf(message).trim();
  const body = full
    ? wrapped(text, columns - INDENT.length)
    : beginning(text, columns - INDENT.length);
  const head =
    message.channel === 'email'
      ? `email “${message.subject}”  ${template}`
      : `sms  ${template}, ${String(message.segments)} ${message.segments === 1 ? 'part' : 'parts'}`;
  return [head, ...body.map((line) => (line === '' ? '' : INDENT + line))];
}

/** The story as a terminal shows it: the day and the customer's own time beside each thing. */
export function storyText(story: ToldStory, options: TextOptions, catalog: ShopCatalog): string {
  const shown = shownOf(story, catalog);
  const days = shown.map(({ day }) => `d${String(day)}`);
  const wide = Math.max(2, ...days.map((day) => day.length));
  const names = story.isShop ? shown.map(({ journey = '' }) => journey) : [];
  const name = Math.max(0, ...names.map((one) => one.length));
  const stamp = shown[0]?.time.length ?? 0;
  const margin = wide + 2 + stamp + 2 + (story.isShop ? name + 2 : 0);
  const columns = Math.max(40, options.columns - margin);
  let last = '';
  const lines = shown.flatMap((one, index) => {
    const when = `${(days[index] ?? '').padEnd(wide)}  ${one.time}`;
    const lead = when === last ? ' '.repeat(when.length) : when;
    last = when;
    const who = story.isShop ? `${(one.journey ?? '').padEnd(name)}  ` : '';
    const said = one.message
      ? messageLines(one, { ...options, columns })
      : wrapped(one.words, columns);
    return said.map((line, i) =>
      `${i === 0 ? `${lead}  ${who}` : ' '.repeat(margin)}${line}`.trimEnd(),
    );
  });
  const head = `${story.title}
${settingOf(story)}`;
  const notes = notesOf(story);
  return `${[head, '', ...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')}\n`;
}
