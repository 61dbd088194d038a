import type { Told } from './told';
import {
  assigned,
  codes,
  cost,
  days,
  HEADS,
  money,
  number,
  ownProof,
  percent,
  points,
  total,
  valueOf,
} from './words';

/** Several settings beside each other, a row each. */
export function compared({ reports, varied }: Told): {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const windows = new Set(reports.map(({ organic }) => organic?.within));
  const [within] = [...windows];
  const anyway = windows.size === 1 && within !== undefined ? ` within ${days(within)}` : '';
  const head = [
    ...varied.map((one) => HEADS[one]),
    ...['enter', 'in time to tell', `order anyway${anyway}`],
    ...['messages', 'codes', 'cost', 'proves', 'by customer'],
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
  return { head, rows };
}
