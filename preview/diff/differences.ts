import type { Json } from '../../engine';
import { daysFrom, type DayOf } from '../stories/days';
import type { Given } from '../stories/offers';
import type { Received } from '../stories/received';
import type { Stories, Story } from '../stories/stories';
import { carried, lasting, said, type Wording } from '../stories/text';
import { gets, nameOfReceived } from './pairs';
import { aligned, type Aligned } from './sequence';

/** What it takes to say when and what a customer of two versions gets. */
export interface Telling extends Wording {
  /** `18:00`, by the customer's clock. */
  readonly clock: (at: number) => string;
}

export function tellingOf({ journey, start, zone, currency }: Stories): Telling {
  const day: DayOf = daysFrom(start, zone);
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' });
  return { journey, currency, day, clock: (at) => format.format(start + at) };
}

/** A code is told with the message that carries it, in either version. */
const toldOf = (story: Story, other: Story): Received[] =>
  gets(story).filter(
    (one) =>
      !carried(one, story.received) &&
      !other.received.some(
        (same) => nameOfReceived(same) === nameOfReceived(one) && carried(same, other.received),
      ),
  );

/** The same thing may have moved past another: what is left over on both sides under one name belongs together. */
function joined(all: readonly Aligned<Received>[]): Aligned<Received>[] {
  const late = new Set(all.filter(({ before }) => before === undefined));
  const found = all.map((one) => {
    const { before, after } = one;
    if (before === undefined || after !== undefined) return one;
    const name = nameOfReceived(before);
    const moved = [...late].find((other) => other.after && nameOfReceived(other.after) === name);
    if (!moved?.after) return one;
    late.delete(moved);
    return { before, after: moved.after };
  });
  return found.filter((one) => one.before !== undefined || late.has(one));
}

const shown = (value: Json | undefined): string => {
  if (Array.isArray(value)) return value.map(shown).join(', ');
  return value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
};

/** Props and inputs that differ, by their names; offers are told by what they take off. */
function inside(before: Received, after: Received, what: string): string[] {
  const fieldsOf = (one: Received): Readonly<Record<string, Json>> => {
    if (one.kind === 'message') return one.props;
    return one.kind === 'effect' ? one.input : {};
  };
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((name) => name !== 'offer' && JSON.stringify(old[name]) !== JSON.stringify(now[name]))
    .map((name) => `gets ${what} with ${name} ${shown(now[name])} instead of ${shown(old[name])}`);
}

const codesOf = (one: Received): readonly Given[] => {
  if (one.kind === 'message') return one.offers;
  return one.kind === 'code' ? [one.given] : [];
};

/** How long the codes are good, where the same ones are given. */
function goodFor(before: Received, after: Received, what: string): string[] {
  const old = new Map(codesOf(before).map((one) => [one.offer, one.goodFor]));
  return codesOf(after)
    .filter((one) => old.has(one.offer) && old.get(one.offer) !== one.goodFor)
    .map((one) => {
      const [now = 'ever', then = 'ever'] = [one.goodFor, old.get(one.offer)];
      return `gets ${what} with a code good for ${now} instead of ${then}`;
    });
}

function lateness(before: Received, after: Received, what: string): string[] {
  const words = (one: Received): string =>
    one.kind === 'message' && one.within !== undefined
      ? `at most ${one.within} late`
      : 'as late as its topic allows';
  const [old, now] = [words(before), words(after)];
  return old === now ? [] : [`gets ${what} ${now} instead of ${old}`];
}

function inTime(before: Received, after: Received, what: string, telling: Telling): string[] {
  const { day, clock } = telling;
  if (day(before.at) !== day(after.at)) {
    return [
      `gets ${what} on day ${String(day(after.at))} instead of day ${String(day(before.at))}`,
    ];
  }
  const [old, now] = [clock(before.at), clock(after.at)];
  return old === now ? [] : [`gets ${what} at ${now} instead of ${old}`];
}

function ofOne({ before, after }: Aligned<Received>, telling: Telling): string[] {
  if (!before && !after) return [];
  const on = (one: Received): string =>
    `${said(one, telling)} on day ${String(telling.day(one.at))}`;
  if (!before) return after ? [`now gets ${on(after)}`] : [];
  if (!after) return [`no longer gets ${on(before)}`];
  const [old, now] = [said(before, telling), said(after, telling)];
  return [
    ...inTime(before, after, now, telling),
    ...(old === now ? [] : [`gets ${now} instead of ${old}`]),
    ...inside(before, after, now),
    ...goodFor(before, after, now),
    ...lateness(before, after, now),
  ];
}

/** What a customer in the same place gets differently, in words; nothing: all is as it was. */
export function differences(before: Story, after: Story, telling: Telling): readonly string[] {
  const received = joined(
    aligned(toldOf(before, after), toldOf(after, before), nameOfReceived),
  ).flatMap((one) => ofOne(one, telling));
  const ends =
    before.end === after.end ? [] : [`ends as “${after.end}” instead of “${before.end}”`];
  const [old, now] = [before.over.last, after.over.last];
  const isOver =
    received.length === 0 && telling.day(old) !== telling.day(now)
      ? [`is over after ${lasting(now)} instead of ${lasting(old)}`]
      : [];
  return [...received, ...ends, ...isOver];
}
