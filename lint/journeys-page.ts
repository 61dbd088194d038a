import { drawing, explore, mermaid, storiesOf, storiesText, svg } from '../preview';
import { journeys } from '../workflows';

/** What the documents show of a shipped journey, made from its code. */
export interface Shown {
  readonly journey: string;
  readonly title: string;
  readonly stories: string;
  readonly picture: string;
  readonly mermaid: string;
}

export async function shownJourneys(): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  for (const journey of journeys) {
    const exploration = await explore(journey);
    const chart = drawing(exploration);
    const { id, title } = journey;
    const stories = storiesText(storiesOf(exploration));
    shown.push({ journey: id, title, stories, picture: svg(chart), mermaid: mermaid(chart) });
  }
  return shown;
}

const BEGIN = '<!-- the shipped journeys, drawn from their code: npm run pages -->';
const END = '<!-- end of the shipped journeys -->';

const section = ({ journey, title, stories }: Shown): string =>
  [
    `### ${title}`,
    `![${title}: what can happen, as a flow chart](journeys/${journey}.svg)`,
    `<details><summary>Its stories, as <code>perennial explore ${journey}</code> tells them</summary>`,
    `\`\`\`text\n${stories}\`\`\``,
    '</details>',
  ].join('\n\n');

/** @throws Error when the page has no place for them */
export function withJourneys(page: string, shown: readonly Shown[]): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`The page needs the lines ${BEGIN} and ${END}.`);
  const sections = shown.map(section).join('\n\n');
  return `${page.slice(0, begin + BEGIN.length)}\n\n${sections}\n\n${page.slice(end)}`;
}
