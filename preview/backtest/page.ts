import { escaped, legend, tableOf, type Chart } from './charts';
import { comparison } from './page-compared';
import { beside, figure, section } from './page-parts';
import type { BacktestReport } from './report';
import { STYLE } from './style';
import type { Told } from './told';
import {
  codes,
  cost,
  days,
  money,
  counted,
  number,
  ORGANIC_NOTE,
  ownProof,
  percent,
  points,
  provenLine,
  spanOf,
  sum,
  total,
} from './words';

function figures(report: BacktestReport): string {
  const { entries, organic, currency } = report;
  const all: (readonly [string, string])[] = [
    ['Entered', number(entries.entered)],
    ['Held out', number(entries.heldOut)],
    ['Messages', number(total(report))],
    ['Codes', number(codes(report))],
    ['Expected cost', money(cost(report), currency)],
    ['Order anyway', percent(organic?.entered.rate)],
    ['Provable lift', points(ownProof(report)?.lift)],
  ];
  const items = all.map(
    ([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`,
  );
  return `<dl class="figures">${items.join('')}</dl>`;
}

function messagesSection({ messages }: BacktestReport): string {
  const months = [...new Set(messages.flatMap((one) => Object.keys(one.months)))].sort();
  const chart: Chart = {
    title: 'Messages that would have been sent, by month',
    about: 'Stacked bars, one for each month, parted by message. The table says the same.',
    labels: months,
    series: messages.map((one) => ({
      name: one.template,
      values: months.map((month) => one.months[month] ?? 0),
    })),
    written: number,
  };
  const rows = months.map((month) => [
    month,
    ...messages.map((one) => number(one.months[month] ?? 0)),
  ]);
  const kept = messages.flatMap((one) => [
    ...Object.entries(one.skipped).map(([why, count]) => [
      one.template,
      `not sent: ${why}`,
      number(count),
    ]),
    ...Object.entries(one.putOff).map(([why, count]) => [
      one.template,
      `put off: ${why}`,
      number(count),
    ]),
  ]);
  const names = ['month', ...messages.map(({ template }) => template.replace(/^.*\//, ''))];
  return section(
    'What would have been sent',
    beside(figure(chart, 'sent', legend(chart.series)), tableOf('Messages by month', names, rows)),
    kept.length > 0 ? tableOf('What the gate stopped', ['message', 'what', 'messages'], kept) : '',
  );
}

function entriesSection(report: BacktestReport): string {
  const { entries, settings, ends, underWay, stuck } = report;
  const came = entries.entered + entries.heldOut + sum(entries.turnedAway);
  const rows = [
    [`began: ${settings.on}`, number(came)],
    ...Object.entries(entries.turnedAway).map(([why, count]) => [
      `turned away: ${why}`,
      number(count),
    ]),
    [`held out (${String(settings.holdout)} %)`, number(entries.heldOut)],
    ['entered', number(entries.entered)],
    ['different customers', number(entries.customers)],
  ];
  const over = [
    ...Object.entries(ends)
      .sort((a, b) => b[1] - a[1])
      .map(([end, count]) => [end, number(count)]),
    ...Object.entries(stuck).map(([why, count]) => [`stands still: ${why}`, number(count)]),
    ...(underWay > 0 ? [['still under way', number(underWay)]] : []),
  ];
  return section(
    'Who would have entered, and how it ended',
    beside(
      tableOf('Entries', ['entries', 'so many'], rows),
      tableOf('Ends', ['end', 'runs'], over),
    ),
  );
}

function offersSection({ offers, currency }: BacktestReport): string {
  if (offers.length === 0) return '';
  const cash = (amount: number): string => money(amount, currency);
  const months = [...new Set(offers.flatMap((one) => one.months.map(({ month }) => month)))].sort();
  const costs = (one: (typeof offers)[number]): number[] =>
    months.map((month) => one.months.find((each) => each.month === month)?.cost ?? 0);
  const chart: Chart = {
    title: 'Expected cost of codes, by month',
    about: 'Stacked bars, one for each month, parted by offer. The table says the totals.',
    labels: months,
    series: offers.map((one) => ({ name: one.offer, values: costs(one) })),
    written: cash,
  };
  const byMonth = months.map((month, at) => [
    month,
    ...offers.map((one) => cash(costs(one)[at] ?? 0)),
  ]);
  const rows = offers.map((one) => [
    one.offer,
    number(one.issued),
    cash(one.cost),
    one.ifAllUsed === undefined ? '–' : cash(one.ifAllUsed),
    number(one.refused['budget spent'] ?? 0),
    cash(one.wanted),
    cash(one.budgetPerMonth),
  ]);
  const head = [
    'offer',
    'issued',
    'expected cost',
    'cost if all are used',
    'refused for the budget',
    'without a budget',
    'budget a month',
  ];
  return section(
    'What its codes could cost',
    tableOf('Codes', head, rows),
    beside(
      figure(chart, 'cost', legend(chart.series)),
      tableOf('Expected cost by month', ['month', ...offers.map(({ offer }) => offer)], byMonth),
    ),
  );
}

function organicSection(report: BacktestReport): string {
  const { organic } = report;
  if (!organic) return section('Who orders anyway', '<p>The journey has no goal to count by.</p>');
  const groups = [
    ['entered or held out', organic.entered] as const,
    ['of them, written to', organic.written] as const,
    ...(organic.withAssumed ? [['with what is assumed', organic.withAssumed] as const] : []),
  ].map(([who, { count, ordered, rate }]) => [who, number(count), number(ordered), percent(rate)]);
  const proofs = report.proof.filter(({ lift }) => lift !== undefined);
  const chart: Chart = {
    title: 'The smallest lift that a hold-out can prove, in points',
    about:
      'One bar for each share held out: the larger the share, the smaller the lift that it proves.',
    labels: proofs.map(({ holdout }) => `${String(Math.round(holdout * 1000) / 10)} % out`),
    series: [{ name: 'lift', values: proofs.map(({ lift }) => (lift ?? 0) * 100) }],
    written: (value) => value.toFixed(1),
  };
  const rows = report.proof.map(({ holdout, lift, liftByCustomer }) => [
    percent(holdout),
    points(lift),
    points(liftByCustomer),
  ]);
  const [proof] = report.proof;
  const test = proof
    ? `Two-sided test at ${String(proof.alpha)}, power ${String(proof.power)}, in points of the rate.`
    : '';
  return section(
    `Who does “${organic.event}” anyway, within ${days(organic.within)}`,
    tableOf('Of themselves', ['who', 'in time to tell', 'anyway', 'rate'], groups),
    `<p class="soft">${number(organic.tooLate)} entered too late for the history to tell.</p>`,
    `<p class="note">${escaped(ORGANIC_NOTE)}</p>`,
    beside(
      figure(chart, 'proof'),
      tableOf('Provable lift', ['held out', 'lift', 'counted by customer'], rows),
    ),
    `<p>${escaped(provenLine(report))}</p><p class="soft">${escaped(test)}</p>`,
  );
}

function left({ bad, unknown, duplicates, file }: Told): string {
  if (bad.length === 0 && Object.keys(unknown).length === 0 && duplicates === 0) return '';
  const rows = [
    ...bad.slice(0, 200).map(({ line, problem }) => [`line ${String(line)}`, problem]),
    ...Object.entries(unknown).map(([name, count]) => [
      name,
      `${number(count)} not in the catalogue`,
    ]),
    ...(duplicates > 0 ? [['came again', number(duplicates)]] : []),
  ];
  const title = `Left out of ${file}: ${number(bad.length)} lines`;
  return section(title, tableOf('At most 200 lines are shown', ['where', 'why'], rows));
}

const one = (report: BacktestReport): string =>
  [figures, messagesSection, entriesSection, offersSection, organicSection]
    .map((part) => part(report))
    .join('\n');

/** The report as a page that stands alone: no script, no network, light and dark. */
export function backtestPage(told: Told): string {
  const [first] = told.reports;
  if (!first) return '';
  const { history, journey, title, assumed } = first;
  const span = spanOf(history);
  const assumptions = assumed.assumptions.map(
    (text) => `<p class="note">Assumed, not found: ${escaped(text)}.</p>`,
  );
  const body = told.reports.length > 1 ? comparison(told) : one(first);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`Backtest of ${journey}`)}</title><style>${STYLE}</style></head>
<body><main><h1>${escaped(title)}</h1>
<p class="soft">Backtest of <code>${escaped(journey)}</code> over ${escaped(told.file)}: ${counted(history.events, 'event')} of ${counted(history.customers, 'customer')}, ${span}.</p>
${assumptions.join('\n')}
${body}
${left(told)}
</main></body></html>
`;
}
