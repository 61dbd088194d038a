import { headcountLines } from '../stories/headcount';
import { worded, type BoxKind, type Chart } from './chart';
import { broken, LINE_HEIGHT, placed, type Placed, type Point } from './layout';

const STYLE = `
svg { color-scheme: light dark; }
text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; text-anchor: middle; fill: #1f2328; }
.ground { fill: #ffffff; }
.arrow { fill: none; stroke: #8c959f; stroke-width: 1.4; }
.tip { fill: #8c959f; }
.label text { font-size: 12px; fill: #57606a; }
.label rect { fill: #ffffff; }
.start rect { fill: #1f2328; stroke: #1f2328; } .start text { fill: #ffffff; font-weight: 600; }
.message rect { fill: #ddf4ff; stroke: #54aeff; }
.wait path { fill: #f6f8fa; stroke: #d0d7de; } .wait text { fill: #57606a; }
.question path { fill: #fff8c5; stroke: #d4a72c; }
.effect rect { fill: #fbefff; stroke: #c297ff; }
.end rect { fill: #dafbe1; stroke: #4ac26b; } .end text { font-weight: 600; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .ground, .label rect { fill: #0d1117; }
  .arrow { stroke: #6e7681; } .tip { fill: #6e7681; }
  .label text { fill: #9ea7b3; }
  .start rect { fill: #e6edf3; stroke: #e6edf3; } .start text { fill: #0d1117; }
  .message rect { fill: #0c2d6b; stroke: #388bfd; }
  .wait path { fill: #161b22; stroke: #30363d; } .wait text { fill: #9ea7b3; }
  .question path { fill: #3b2e00; stroke: #bb8009; }
  .effect rect { fill: #2b1a4d; stroke: #8957e5; }
  .end rect { fill: #04260f; stroke: #2ea043; }
}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const px = (value: number): string => String(Math.round(value * 10) / 10);

type Box = Placed['boxes'][number];

/** Lines of text around a middle. */
const text = (lines: readonly string[], { x, y }: Point, height = LINE_HEIGHT): string =>
  lines
    .map((line, i) => {
      const at = y + (i - (lines.length - 1) / 2) * height + 4.5;
      return `<text x="${px(x)}" y="${px(at)}">${escaped(line)}</text>`;
    })
    .join('');

const rounded = ({ x, y, width, height }: Box, radius: number): string =>
  `<rect x="${px(x - width / 2)}" y="${px(y - height / 2)}" width="${px(width)}" height="${px(height)}" rx="${px(radius)}"/>`;

const corners = (points: readonly (readonly [number, number])[]): string =>
  `<path d="M${points.map(([x, y]) => `${px(x)} ${px(y)}`).join('L')}Z"/>`;

const SHAPES: Readonly<Record<BoxKind, (box: Box) => string>> = {
  start: (box) => rounded(box, box.height / 2),
  message: (box) => rounded(box, 6),
  effect: (box) => rounded(box, 0),
  end: (box) => rounded(box, box.height / 2),
  wait({ x, y, width: w, height: h }) {
    const [l, r, t, b, slant] = [x - w / 2, x + w / 2, y - h / 2, y + h / 2, 8];
    return corners([
      [l + slant, t],
      [r, t],
      [r - slant, b],
      [l, b],
    ]);
  },
  question({ x, y, width: w, height: h }) {
    const [l, r, t, b, cut] = [x - w / 2, x + w / 2, y - h / 2, y + h / 2, 16];
    return corners([
      [l + cut, t],
      [r - cut, t],
      [r, y],
      [r - cut, b],
      [l + cut, b],
      [l, y],
    ]);
  },
};

/** A line through its points, round at each. */
function line(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  const bends = rest.slice(0, -1).map((point, i) => {
    const next = rest[i + 1] ?? last;
    const to =
      i === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${px(point.x)} ${px(point.y)} ${px(to.x)} ${px(to.y)}`;
  });
  const way = bends.length > 0 ? bends.join('') : `L${px(last.x)} ${px(last.y)}`;
  return `<path class="arrow" d="M${px(first.x)} ${px(first.y)}${way}" marker-end="url(#tip)"/>`;
}

function label({ lines, label: { x, y, width, height } }: Placed['arrows'][number]): string {
  if (lines.length === 0) return '';
  const ground = `<rect x="${px(x - width / 2)}" y="${px(y - height / 2)}" width="${px(width)}" height="${px(height)}"/>`;
  return `<g class="label">${ground}${text(lines, { x, y })}</g>`;
}

/** Pixels that a letter of a note takes, rather too many than too few. */
const NOTE_LETTER = 7.5;

/** Whom the counts are of, in lines below the drawing. */
const notes = ({ headcount }: Chart, width: number): readonly string[] =>
  headcount
    ? headcountLines(headcount).flatMap((one) => broken(one, Math.floor(width / NOTE_LETTER)))
    : [];

/** As a picture that is read in light and in dark; no script, nothing loaded. */
export function svg(chart: Chart): string {
  const { width, height: drawn, boxes, arrows } = placed(worded(chart));
  const below = notes(chart, width);
  const height = drawn + below.length * LINE_HEIGHT;
  const middle = { x: width / 2, y: (drawn + height) / 2 - LINE_HEIGHT / 2 };
  const size = `${String(width)}" height="${String(height)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-label="${escaped(chart.journey)}">`,
    `<style>${STYLE}\n</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0L8 4L0 8Z"/></marker></defs>',
    `<rect class="ground" width="${size}"/>`,
    ...arrows.map(({ points }) => line(points)),
    ...arrows.map(label).filter(Boolean),
    ...boxes.map(
      (box) => `<g class="${box.kind}">${SHAPES[box.kind](box)}${text(box.lines, box)}</g>`,
    ),
    ...(below.length > 0 ? [`<g class="label">${text(below, middle)}</g>`] : []),
    '</svg>\n',
  ].join('\n');
}
