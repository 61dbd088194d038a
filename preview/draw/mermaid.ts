import { worded, type BoxKind, type Chart } from './chart';

const SHAPES: Readonly<Record<BoxKind, readonly [string, string]>> = {
  start: ['([', '])'],
  message: ['[', ']'],
  wait: ['[/', '/]'],
  question: ['{', '}'],
  effect: ['[[', ']]'],
  end: ['([', '])'],
};

const quoted = (text: string): string =>
  `"${text.replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('<', '#lt;')}"`;

/** As Mermaid, which GitHub and many wikis draw. */
export function mermaid(chart: Chart): string {
  const { boxes, arrows } = worded(chart);
  const lines = [
    'flowchart TD',
    ...boxes.map(
      ({ id, kind, text }) => `  ${id}${SHAPES[kind][0]}${quoted(text)}${SHAPES[kind][1]}`,
    ),
    ...arrows.map(({ from, to, text }) =>
      text === '' ? `  ${from} --> ${to}` : `  ${from} -- ${quoted(text)} --> ${to}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
