import { bars, escaped, type Chart } from './charts';

export const section = (title: string, ...body: readonly string[]): string =>
  `<section><h2>${escaped(title)}</h2>\n${body.join('\n')}\n</section>`;
export const beside = (left: string, right: string): string =>
  `<div class="beside"><div>${left}</div><div>${right}</div></div>`;

export const figure = (chart: Chart, id: string, above = ''): string =>
  `<figure><figcaption>${escaped(chart.title)}</figcaption>${above}${bars(chart, id)}</figure>`;
