import {
  settingsCompared,
  words,
  type BacktestReport,
  type OfferReport,
  type BacktestTold,
} from '../preview';
import { table, type Terminal } from './terminal';

const { counted, number, percent, points, days, money, spanOf, sum } = words;
const SHOWN = 20;

/** What could not be used of a file, for the error output. */
export function badLines({
  file,
  bad,
  unknown,
  duplicates,
}: Pick<BacktestTold, 'file' | 'bad' | 'unknown' | 'duplicates'>): string {
  const lines = bad
    .slice(0, SHOWN)
    .map(({ line, problem }) => `  line ${String(line)}: ${problem}`);
  const more =
    bad.length > SHOWN ? [`  and ${number(bad.length - SHOWN)} more (--json lists all)`] : [];
  const others = Object.entries(unknown).map(
    ([name, count]) => `${number(count)} × ${name}: the catalogue has no such event; left out.`,
  );
  return [
    ...(bad.length > 0 ? [`${number(bad.length)} lines of ${file} were left out:`] : []),
    ...lines,
    ...more,
    ...others,
    ...(duplicates > 0 ? [`${number(duplicates)} messages came again; counted once.`] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

export function backtestText(terminal: Terminal, told: BacktestTold): string {
  const [first] = told.reports;
  if (!first) return '';
  const { history, journey, title } = first;
  const head = `${journey}: ${title}
${told.file}: ${counted(history.events, 'event')} of ${counted(history.customers, 'customer')}, ${spanOf(history)}
`;
  const body = told.reports.length > 1 ? beside(terminal, told) : single(terminal, first);
  return `${head}\n${body}${assumedText(told.reports)}`;
}

function assumedText(reports: readonly BacktestReport[]): string {
  return reports
    .slice(0, 1)
    .flatMap(({ assumed }) => assumed.assumptions)
    .map((one) => `Assumed, not found: ${one}.\n`)
    .join('');
}

function beside(terminal: Terminal, told: BacktestTold): string {
  const { head, rows } = settingsCompared(told);
  const [first] = told.reports;
  const proven = first ? `${words.provenLine(first)}\n` : '';
  return `${table(terminal, head, rows)}${words.ORGANIC_NOTE}\n${proven}`;
}

function single(terminal: Terminal, report: BacktestReport): string {
  return [
    entries(terminal, report),
    messages(terminal, report),
    offers(terminal, report),
    ends(terminal, report),
    organic(terminal, report),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function entries(terminal: Terminal, report: BacktestReport): string {
  const { settings } = report;
  const { entered, heldOut, turnedAway, customers } = report.entries;
  const away = Object.entries(turnedAway).map(([reason, count]) => [
    `turned away: ${reason}`,
    number(count),
  ]);
  return table(
    terminal,
    ['entries', 'so many'],
    [
      [`began: ${settings.on}`, number(entered + heldOut + sum(turnedAway))],
      ...away,
      ...(heldOut > 0 ? [[`held out (${String(settings.holdout)} %)`, number(heldOut)]] : []),
      ['entered', number(entered)],
      ['different customers', number(customers)],
    ],
  );
}

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, count]) => `${number(count)} ${what}`)
    .join(', ');

const monthsOf = ({ messages: all }: BacktestReport): string[] =>
  [...new Set(all.flatMap(({ months }) => Object.keys(months)))].sort();

function messages(terminal: Terminal, report: BacktestReport): string {
  const all = report.messages;
  if (all.length === 0) return 'No message would have been sent.\n';
  const summary = table(
    terminal,
    ['message', 'sent', 'not sent', 'put off'],
    all.map(({ template, sent, skipped, putOff }) => [
      template,
      number(sent),
      listed(skipped),
      listed(putOff),
    ]),
  );
  const byMonth = table(
    terminal,
    ['sent in', ...all.map(({ template }) => template)],
    monthsOf(report).map((month) => [
      month,
      ...all.map(({ months }) => number(months[month] ?? 0)),
    ]),
  );
  return `${summary}\n${byMonth}`;
}

function offers(terminal: Terminal, { offers: all, currency }: BacktestReport): string {
  if (all.length === 0) return '';
  const cash = (amount: number | undefined): string =>
    amount === undefined ? '–' : money(amount, currency);
  const row = (one: OfferReport): string[] => [
    one.offer,
    number(one.issued),
    cash(one.cost),
    cash(one.ifAllUsed),
    listed(one.refused),
    cash(one.wanted),
  ];
  const totals = table(
    terminal,
    ['codes', 'issued', 'cost', 'if all are used', 'refused', 'without a budget'],
    all.map(row),
  );
  const months = [
    ...new Set(all.flatMap(({ months: each }) => each.map(({ month }) => month))),
  ].sort();
  const spent = (one: OfferReport, month: string): string => {
    const found = one.months.find((each) => each.month === month);
    return `${cash(found?.cost ?? 0)}${found && found.refused > 0 ? `, ${number(found.refused)} refused` : ''}`;
  };
  const byMonth = table(
    terminal,
    ['cost in', ...all.map((one) => `${one.offer} (budget ${cash(one.budgetPerMonth)})`)],
    months.map((month) => [month, ...all.map((one) => spent(one, month))]),
  );
  return `${totals}\n${byMonth}`;
}

function ends(terminal: Terminal, { ends: all, underWay, stuck }: BacktestReport): string {
  const rows = Object.entries(all)
    .sort((a, b) => b[1] - a[1])
    .map(([end, count]) => [end, number(count)]);
  const stands = Object.entries(stuck).map(([why, count]) => [
    `stands still: ${why}`,
    number(count),
  ]);
  const more = underWay > 0 ? [['still under way', number(underWay)]] : [];
  const lines = [...rows, ...more, ...stands];
  return lines.length > 0 ? table(terminal, ['end', 'runs'], lines) : '';
}

function organic(terminal: Terminal, report: BacktestReport): string {
  const found = report.organic;
  if (!found) return 'The journey has no goal: nothing says who did anyway what it is for.\n';
  const row = (who: string, { count, ordered, rate }: typeof found.entered): string[] => [
    who,
    number(count),
    number(ordered),
    percent(rate),
  ];
  const groups = table(
    terminal,
    [`${found.event} within ${days(found.within)}`, 'in time to tell', 'anyway', ''],
    [
      row('entered or held out', found.entered),
      row('of them, written to', found.written),
      ...(found.withAssumed ? [row('with what is assumed', found.withAssumed)] : []),
    ],
  );
  const late =
    found.tooLate > 0 ? `${number(found.tooLate)} entered too late for the history to tell.\n` : '';
  const proofs = table(
    terminal,
    ['held out', 'proves a lift of', 'by customer'],
    report.proof.map(({ holdout, lift, liftByCustomer }) => [
      percent(holdout),
      points(lift),
      points(liftByCustomer),
    ]),
  );
  return `${groups}${late}${words.ORGANIC_NOTE}\n\n${proofs}${words.provenLine(report)}\n`;
}
