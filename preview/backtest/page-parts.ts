import { bars, escaped, type Chart } from './charts';
import type { BacktestReport } from './report';

export const section = (title: string, ...body: readonly string[]): string =>
  `<section><h2>${escaped(title)}</h2>\n${body.join('\n')}\n</section>`;
export const beside = (left: string, right: string): string =>
  `<div class="beside"><div>${left}</div><div>${right}</div></div>`;

export const figure = (chart: Chart, id: string, above = ''): string =>
  `<figure><figcaption>${escaped(chart.title)}</figcaption>${above}${bars(chart, id)}</figure>`;

export const total = ({ messages }: BacktestReport): number =>
  messages.reduce((count, { sent }) => count + sent, 0);
export const codes = ({ offers }: BacktestReport): number =>
  offers.reduce((count, { issued }) => count + issued, 0);
export const cost = ({ offers }: BacktestReport): number =>
  offers.reduce((amount, one) => amount + one.cost, 0);
