import { escaped, tableOf, type Chart } from './charts';
import { codes, cost, figure, section, total } from './page-parts';
import type { Told } from './told';
import {
  assigned,
  HEADS,
  money,
  number,
  ORGANIC_NOTE,
  ownProof,
  percent,
  points,
  provenLine,
  valueOf,
} from './words';

/** Several settings beside each other. */
export function comparison({ reports, varied }: Told): string {
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
  const head = [
    ...varied.map((one) => HEADS[one]),
    ...[
      'enter',
      'in time to tell',
      'order anyway',
      'messages',
      'codes',
      'cost',
      'proves',
      'by customer',
    ],
  ];
  const rows = reports.map((report) => [
    ...varied.map((one) => valueOf(report, one)),
    number(assigned(report)),
    number(report.organic?.entered.count ?? 0),
    percent(report.organic?.entered.rate),
    number(total(report)),
    number(codes(report)),
    money(cost(report), report.currency),
    points(ownProof(report)?.lift),
    points(ownProof(report)?.liftByCustomer),
  ]);
  const [first] = reports;
  return section(
    `By ${varied.map((one) => HEADS[one]).join(' and ')}`,
    `<div class="pair">${figure(enter, 'enter')}${figure(anyway, 'anyway')}</div>`,
    tableOf('Settings compared', head, rows),
    `<p class="note">${escaped(ORGANIC_NOTE)}</p>`,
    first ? `<p>${escaped(provenLine(first))}</p>` : '',
  );
}
