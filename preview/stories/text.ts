import { DAY, HOUR } from '../../engine';
import { number as figure, percent } from '../backtest/words';
import { daysFrom, type DayOf } from './days';
import { headcountLines } from './headcount';
import { money } from '../money';
import { worth } from './offers';
import type { Received } from './received';
import type { Stories } from './stories';

export const plural = (count: number, one: string): string =>
  `${String(count)} ${one}${count === 1 ? '' : 's'}`;

/** `24 days`, `3 hours`. */
export function lasting(ms: number): string {
  if (ms >= DAY || ms === 0) return plural(Math.round(ms / DAY), 'day');
  return plural(Math.max(1, Math.round(ms / HOUR)), 'hour');
}

/** `win-back/we-miss-you`: the journey's own name goes without saying. */
export const shortName = (template: string, journey: string): string =>
  template.startsWith(`${journey}/`) ? template.slice(journey.length + 1) : template;

const reasons: Readonly<Record<string, string>> = { 'issue-offer': 'offer refused' };

/** What it takes to say what a customer gets. */
export interface Wording {
  readonly journey: string;
  readonly day: DayOf;
  /** ISO 4217. */
  readonly currency: string;
}

/** `incentive −10 % by sms`: one thing that is received, without its day. */
export function said(one: Received, { journey, currency }: Wording): string {
  switch (one.kind) {
    case 'message': {
      const codes = one.offers.map((given) => worth(given, currency));
      const channel = one.channel === 'email' ? [] : [`by ${one.channel}`];
      return [shortName(one.template, journey), ...codes, ...channel].join(' ');
    }
    case 'code':
      return `code ${worth(one.given, currency)}`;
    case 'effect':
      return one.effect.replaceAll('-', ' ');
    case 'nothing':
      return `nothing (${reasons[one.what] ?? `${shortName(one.what, journey)}: ${one.reason}`})`;
  }
}

/** A code is told with the message that carries it. */
export const carried = (code: Received, received: readonly Received[]): boolean =>
  code.kind === 'code' &&
  received.some(
    (one) => one.kind === 'message' && one.offers.some(({ offer }) => offer === code.given.offer),
  );

/** `d0 we-miss-you, d7 incentive −10 % ×2`: what comes on which day, counted from entry, and how often that day. */
export function timeline(received: readonly Received[], wording: Wording): string {
  const days = new Map<number, Map<string, number>>();
  for (const one of received) {
    if (carried(one, received)) continue;
    const day = wording.day(one.at);
    const words = said(one, wording);
    const others = days.get(day) ?? new Map<string, number>();
    days.set(day, others.set(words, (others.get(words) ?? 0) + 1));
  }
  const often = (words: string, times: number): string =>
    times === 1 ? words : `${words} ×${String(times)}`;
  return [...days]
    .map(([day, all]) => `d${String(day)} ${[...all].map((one) => often(...one)).join(' + ')}`)
    .join(', ');
}

/** Each path in a line: where it left the plain course, and its end. */
export const pathsText = ({ stories }: Stories): string =>
  stories
    .flatMap(({ number, paths, end }) =>
      paths.map(({ choices }) => {
        const left = choices.filter(({ plain }) => !plain);
        const words = left.map(({ step, chose }) => `${step}: ${chose}`);
        return `${String(number)}  ${words.join(' | ') || 'the plain course'}  → ${end}\n`;
      }),
    )
    .join('');

/** `3 emails, 2 codes, $5.40` */
export function mostText({ most, currency }: Stories): string {
  const messages = Object.entries(most.messages).map(([channel, count]) =>
    channel === 'email' ? plural(count, 'email') : `${String(count)} by ${channel}`,
  );
  const codes = most.codes === 0 ? [] : [plural(most.codes, 'code'), money(most.cost, currency)];
  return [...messages, ...codes].join(', ') || 'nothing is sent';
}

/** `win-back: 8 stories, 4 ends; longest 24 days; most: 3 emails, 2 codes, $5.40` */
export const headline = (told: Stories): string =>
  `${told.journey}: ${plural(told.stories.length, 'story').replace('storys', 'stories')}, ` +
  `${plural(told.ends.length, 'end')}; longest ${lasting(told.longest)}; most: ${mostText(told)}`;

/** A story's row: number, what happens, what comes, how it ends. */
const storyRow = (
  { number, words, received, end, paths }: Stories['stories'][number],
  wording: Wording,
): readonly string[] => [
  String(number),
  paths.length > 1 ? `${words} (${String(paths.length)} ways)` : words,
  timeline(received, wording),
  `→ ${end}`,
];

/** How many took each story, and which share of all who entered. */
function countCells({ stories, headcount }: Stories): readonly string[] {
  if (!headcount) return stories.map(() => '');
  const { entered } = headcount;
  const counts = stories.map(({ runs = 0 }) => [
    figure(runs),
    percent(entered === 0 ? undefined : runs / entered),
  ]);
  const widths = [width(counts, 0), width(counts, 1)];
  return counts.map((row) => row.map((cell, at) => `  ${cell.padStart(widths[at] ?? 0)}`).join(''));
}

const width = (rows: readonly (readonly string[])[], column: number): number =>
  Math.max(0, ...rows.map((row) => (row[column] ?? '').length));

/** A line for each of the stories, in columns. */
export function storyLines(told: Stories): string[] {
  const { journey, start, zone, currency } = told;
  const wording = { journey, currency, day: daysFrom(start, zone) };
  const rows = told.stories.map((story) => storyRow(story, wording));
  const counts = countCells(told);
  return rows.map((row, index) => {
    const [number = '', ...rest] = row.map((cell, column) =>
      cell.padEnd(column < 3 ? width(rows, column) : 0),
    );
    return [`${number}${counts[index] ?? ''}`, ...rest].join('  ');
  });
}

/** All stories as text: a head, and a line for each. */
export function storiesText(told: Stories): string {
  const samples =
    told.samples.length > 0 ? [`told by these samples: ${told.samples.join('; ')}`] : [];
  const of = told.headcount ? headcountLines(told.headcount) : [];
  return [headline(told), ...storyLines(told), ...of, ...samples].join('\n') + '\n';
}

/** The stories, and below them their paths: what a review of a journey looks at. */
export const reviewText = (told: Stories): string => `${storiesText(told)}\n${pathsText(told)}`;
