import { bars, escaped, legend, tableOf, type Chart } from './charts';
import type { BacktestReport } from './report';
import { STYLE } from './style';
import type { Told } from './told';
import {
  assigned,
  day,
  days,
  HEADS,
  money,
  number,
  ORGANIC_NOTE,
  ownProof,
  percent,
  points,
  provenLine,
  sum,
  valueOf,
} from './words';

const section = (title: string, ...body: readonly string[]): string =>
  `<section><h2>${escaped(title)}</h2>\n${body.join('\n')}\n</section>`;
const beside = (left: string, right: string): string =>
  `<div class="beside"><div>${left}</div><div>${right}</div></div>`;

const total = ({ messages }: BacktestReport): number =>
  messages.reduce((count, { sent }) => count + sent, 0);
const codes = ({ offers }: BacktestReport): number =>
  offers.reduce((count, { issued }) => count + issued, 0);
const cost = ({ offers }: BacktestReport): number =>
  offers.reduce((amount, one) => amount + one.cost, 0);

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
    beside(legend(chart.series) + bars(chart, 'sent'), tableOf('Messages by month', names, rows)),
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
  const rows = offers.map((one) => [
    one.offer,
    number(one.issued),
    cash(one.cost),
    one.ifAllUsed === undefined ? '–' : cash(one.ifAllUsed),
    number(one.refused['budget spent'] ?? 0),
    cash(one.wanted),
    cash(one.budgetPerMonth),
  ]);
  const head = ['offer', 'issued', 'cost', 'if all used', 'refused', 'no budget', 'a month'];
  return section(
    'What its codes could cost',
    beside(legend(chart.series) + bars(chart, 'cost'), tableOf('Codes', head, rows)),
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
    title: 'The smallest lift that a hold-out can prove',
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
      bars(chart, 'proof'),
      tableOf('Provable lift', ['held out', 'lift', 'counted by customer'], rows),
    ),
    `<p>${escaped(provenLine(report))}</p><p class="soft">${escaped(test)}</p>`,
  );
}

function comparison({ reports, varied }: Told): string {
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
    ...['enter', 'in time to tell', 'order anyway', 'messages', 'codes', 'cost', 'proves'],
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
  ]);
  const figure = (one: Chart, id: string): string =>
    `<figure style="margin:0"><figcaption class="soft">${escaped(one.title)}</figcaption>${bars(one, id)}</figure>`;
  const [first] = reports;
  return section(
    `By ${varied.map((one) => HEADS[one]).join(' and ')}`,
    `<div class="beside" style="grid-template-columns:repeat(auto-fit,minmax(20rem,1fr))">${figure(enter, 'enter')}${figure(anyway, 'anyway')}</div>`,
    tableOf('Settings compared', head, rows),
    `<p class="note">${escaped(ORGANIC_NOTE)}</p>`,
    first ? `<p>${escaped(provenLine(first))}</p>` : '',
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
  const span = `${day(history.from)} to ${day(history.until)}`;
  const assumptions = assumed.assumptions.map(
    (text) => `<p class="note">Assumed, not found: ${escaped(text)}.</p>`,
  );
  const body = told.reports.length > 1 ? comparison(told) : one(first);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`Backtest of ${journey}`)}</title><style>${STYLE}</style></head>
<body><main><h1>${escaped(title)}</h1>
<p class="soft">Backtest of <code>${escaped(journey)}</code> over ${escaped(told.file)}: ${number(history.events)} events of ${number(history.customers)} customers, ${span}.</p>
${assumptions.join('\n')}
${body}
${left(told)}
</main></body></html>
`;
}
