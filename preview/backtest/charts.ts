/** Charts as SVG in text: no script, no network; colours are the page's, by class. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (one) => ENTITIES[one] ?? '');

export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

export interface Chart {
  readonly title: string;
  /** What it shows, for those who do not see it. */
  readonly about: string;
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  /** How a value is written. */
  readonly written: (value: number) => string;
}

const [WIDTH, HEIGHT] = [720, 300];
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 12, 16, 36];
const PLOT = { width: WIDTH - LEFT - RIGHT, height: HEIGHT - TOP - BOTTOM };
const TICKS = 4;
/** Labels below which there is room for each. */
const ROOM = 12;

/** A round number above, that four ticks divide into round numbers. */
function roundUp(value: number): number {
  if (value <= 0) return 1;
  const size = 10 ** Math.floor(Math.log10(value / TICKS));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((one) => one * size * TICKS >= value) ?? 10;
  return step * size * TICKS;
}

const at = (value: number): string => value.toFixed(1);

function frame({ title, about }: Chart, id: string, body: string): string {
  return `<svg viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" role="img" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">${escaped(title)}</title><desc id="${id}-d">${escaped(about)}</desc>
${body}
</svg>`;
}

function axes({ labels, written }: Chart, most: number): string {
  const lines = Array.from({ length: TICKS + 1 }, (_, tick) => {
    const value = (most * tick) / TICKS;
    const y = TOP + PLOT.height * (1 - tick / TICKS);
    return `<line class="grid" x1="${String(LEFT)}" x2="${String(WIDTH - RIGHT)}" y1="${at(y)}" y2="${at(y)}"/><text class="tick" x="${String(LEFT - 8)}" y="${at(y + 4)}" text-anchor="end">${escaped(written(value))}</text>`;
  });
  const every = Math.ceil(labels.length / ROOM);
  const names = labels.map((label, index) => {
    if (index % every !== 0) return '';
    const x = LEFT + (PLOT.width * (index + 0.5)) / labels.length;
    return `<text class="tick" x="${at(x)}" y="${String(HEIGHT - BOTTOM + 20)}" text-anchor="middle">${escaped(label)}</text>`;
  });
  return [...lines, ...names].join('');
}

/** Bars, one on the other where there are several series. */
export function bars(chart: Chart, id: string): string {
  const { labels, series, written } = chart;
  const totals = labels.map((_, index) =>
    series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
  );
  const most = roundUp(Math.max(...totals, 0));
  const slot = PLOT.width / Math.max(1, labels.length);
  const width = Math.min(slot * 0.72, 72);
  const drawn = labels.map((label, index) => {
    const x = LEFT + slot * (index + 0.5) - width / 2;
    let below = TOP + PLOT.height;
    return series
      .map(({ name, values }, place) => {
        const value = values[index] ?? 0;
        const height = (PLOT.height * value) / most;
        below -= height;
        if (value === 0) return '';
        const said = [label, ...(series.length > 1 ? [name] : []), written(value)].join(': ');
        return `<rect class="s${String(place % 6)}" x="${at(x)}" y="${at(below)}" width="${at(width)}" height="${at(height)}"><title>${escaped(said)}</title></rect>`;
      })
      .join('');
  });
  return frame(chart, id, axes(chart, most) + drawn.join('') + tops(chart, totals, most, slot));
}

/** The values above few bars. */
function tops(
  { labels, written }: Chart,
  totals: readonly number[],
  most: number,
  slot: number,
): string {
  if (labels.length > ROOM) return '';
  return totals
    .map((total, index) => {
      const y = TOP + PLOT.height * (1 - total / most) - 5;
      return `<text class="value" x="${at(LEFT + slot * (index + 0.5))}" y="${at(y)}" text-anchor="middle">${escaped(written(total))}</text>`;
    })
    .join('');
}

/** What the colours mean. */
export const legend = (series: readonly Series[]): string =>
  `<ul class="legend">${series
    .map(({ name }, place) => `<li><i class="s${String(place % 6)}"></i>${escaped(name)}</li>`)
    .join('')}</ul>`;

/** The first column names its row. */
export function tableOf(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const cells = (row: readonly string[]): string =>
    row
      .map((cell, index) =>
        index === 0 ? `<th scope="row">${escaped(cell)}</th>` : `<td>${escaped(cell)}</td>`,
      )
      .join('');
  return `<div class="scroll"><table${rows.every(([name = '']) => name.length < 24) ? ' class="brief"' : ''}><caption>${escaped(caption)}</caption>
<thead><tr>${head.map((one) => `<th scope="col">${escaped(one)}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}</tbody></table></div>`;
}
