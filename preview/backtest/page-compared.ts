import { escaped, tableOf, type Chart } from './charts';
import { compared } from './compared';
import { figure, section } from './page-parts';
import type { Told } from './told';
import { assigned, HEADS, number, ORGANIC_NOTE, provenLine, valueOf } from './words';

/** Several settings beside each other. */
export function comparison(told: Told): string {
  const { reports, varied } = told;
  const labels = reports.map((report) => varied.map((one) => valueOf(report, one)).join(' · '));
  const chart = (title: string, values: readonly number[], written: Chart['written']): Chart => ({
    title,
    about: `One bar for each of ${labels.join(', ')}. The table says the same.`,
    labels,
    series: [{ name: title, values }],
    written,
  });
  const enter = chart('Enter', reports.map(assigned), number);
  const rates = reports.map(({ organic }) => (organic?.entered.rate ?? 0) * 100);
  const anyway = chart('Order anyway, %', rates, (value) => value.toFixed(1));
  const { head, rows } = compared(told);
  const [first] = reports;
  return section(
    `By ${varied.map((one) => HEADS[one]).join(' and ')}`,
    `<div class="pair">${figure(enter, 'enter')}${figure(anyway, 'anyway')}</div>`,
    tableOf('Settings compared', head, rows),
    `<p class="note">${escaped(ORGANIC_NOTE)}</p>`,
    first ? `<p>${escaped(provenLine(first))}</p>` : '',
  );
}
