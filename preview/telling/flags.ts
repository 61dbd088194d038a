import type { ShopCatalog } from '../../catalog';
import type { Channel, Duration, Json } from '../../engine';
import { dateInZone } from '../../gate';
import type { Consent, Happening, Moment, Scenario, ScenarioEvent } from '../scenario';
import { parted, unknown, type Refuse, type When } from './moments';

/** What happens in a scenario, as somebody types it. */
export interface Written {
  readonly event?: readonly string[];
  readonly segment?: readonly string[];
  readonly fact?: readonly string[];
  readonly consent?: readonly string[];
}

type Past = ScenarioEvent & { readonly ago: Duration };

/** The name before a colon: event names may hold one themselves. */
function nameAndSample(text: string, names: readonly string[]): readonly [string, string?] {
  if (names.includes(text)) return [text];
  const known = names.filter((name) => text.startsWith(`${name}:`));
  const longest = known.sort((a, b) => b.length - a.length)[0] ?? text.split(':')[0] ?? '';
  const rest = text.slice(longest.length + 1).trim();
  return text.length > longest.length ? [longest.trim(), rest] : [longest.trim()];
}

/** Reads `Order Completed`, `Order Completed:one disc@3d`, `Survey Responded:happy@nps/ask+1h`, `Signed Up@-90d`. */
export function eventOf(
  text: string,
  catalog: ShopCatalog,
  refuse: Refuse,
): (When & ScenarioEvent) | undefined {
  const parts = parted(text, catalog, refuse);
  const names = Object.keys(catalog.events);
  const [event, sample] = nameAndSample(parts?.what ?? text.split('@')[0] ?? '', names);
  const samples = Object.keys(catalog.events[event]?.samples ?? {});
  if (!names.includes(event)) refuse(unknown(event, 'event', names));
  else if (sample !== undefined && !samples.includes(sample)) {
    refuse(unknown(sample, `sample of ${event}`, samples));
  } else if (parts) return { ...parts.when, event, ...(sample !== undefined && { sample }) };
  return undefined;
}

const NOT = /^(?:not|no) +/;

function segmentOf(text: string, catalog: ShopCatalog, refuse: Refuse) {
  const parts = parted(text, catalog, refuse);
  if (!parts) return undefined;
  const segment = parts.what.replace(NOT, '');
  const names = Object.keys(catalog.segments);
  if (names.includes(segment)) {
    return { when: parts.when, segments: { [segment]: !NOT.test(parts.what) } };
  }
  refuse(unknown(segment, 'segment', names));
  return undefined;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const kindOf = (value: Json | undefined): string =>
  Array.isArray(value) ? 'list' : value === null ? 'nothing' : typeof value;

const isDate = (value: Json | undefined): boolean => {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) return false;
  try {
    return Number.isFinite(dateInZone(value, {}, 'UTC'));
  } catch {
    return false;
  }
};

/** What a value of the right kind must be and is not. */
function misfit(value: Json, samples: readonly Json[]): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number that can be counted';
  const areDates = samples.length > 0 && samples.every(isDate);
  return areDates && typeof value === 'string' && !isDate(value) ? 'a date' : undefined;
}

/** A sample of the fact by its name, or a value like its samples. */
export function factValueOf(
  fact: string,
  text: Json,
  { facts }: ShopCatalog,
  refuse: Refuse,
): Json | undefined {
  const names = Object.keys(facts);
  if (!names.includes(fact)) {
    refuse(unknown(fact, 'fact', names));
    return undefined;
  }
  const samples = facts[fact]?.samples ?? {};
  if (typeof text === 'string' && Object.hasOwn(samples, text)) return samples[text];
  const kind = kindOf(Object.values(samples)[0]);
  const value = typeof text === 'string' && kind !== 'string' ? parsed(text) : text;
  const none = misfit(value, Object.values(samples));
  if (none !== undefined) {
    refuse(`${fact} is ${none}, not ${JSON.stringify(text)}`);
    return undefined;
  }
  if (Object.keys(samples).length === 0 || kindOf(value) === kind) return value;
  const like = Object.keys(samples).join(', ');
  refuse(`${fact} is a ${kind}, not ${JSON.stringify(text)}; its samples are ${like}`);
  return undefined;
}

function factOf(text: string, catalog: ShopCatalog, refuse: Refuse) {
  const parts = parted(text, catalog, refuse);
  if (!parts) return undefined;
  const [, fact, written] = /^([^=]+?) *= *(.*)$/.exec(parts.what) ?? [];
  if (fact === undefined) {
    refuse(`'${parts.what}' gives no value; write orders=3`);
    return undefined;
  }
  const value = factValueOf(fact, written ?? '', catalog, refuse);
  return value === undefined ? undefined : { when: parts.when, facts: { [fact]: value } };
}

const CHANNELS: readonly string[] = ['email', 'sms', 'whatsapp'] satisfies Channel[];

function consentOf(text: string, catalog: ShopCatalog, refuse: Refuse) {
  const parts = parted(text, catalog, refuse);
  if (!parts) return undefined;
  const [topic = '', channel = ''] = parts.what.replace(NOT, '').split('/');
  const topics = [...Object.keys(catalog.topics), '*'];
  if (!topics.includes(topic)) refuse(unknown(topic, 'topic', topics));
  else if (!CHANNELS.includes(channel)) refuse(unknown(channel, 'channel', CHANNELS));
  else {
    const consent = { topic, channel: channel as Channel, granted: !NOT.test(parts.what) };
    return { when: parts.when, consent };
  }
  return undefined;
}

/** Of what holds from the start, it is not said when. */
const isStart = (when: When): boolean => Object.keys(when).length === 0 || 'ago' in when;

type Typed = Pick<Scenario, 'history' | 'events' | 'facts' | 'segments' | 'consents'>;

/** The part of a scenario that is typed. What cannot be read is refused, and left out. */
export function scenarioOfFlags(written: Written, catalog: ShopCatalog, refuse: Refuse): Typed {
  const history: Past[] = [];
  const events: Happening[] = [];
  const consents: Consent[] = [];
  const facts: Record<string, Json> = {};
  const segments: Record<string, boolean> = {};
  const read = <T extends object>(
    flag: keyof Written,
    reader: (text: string, catalog: ShopCatalog, refuse: Refuse) => T | undefined,
  ): T[] =>
    (written[flag] ?? []).flatMap(
      (text) => reader(text, catalog, (problem) => refuse(`--${flag} "${text}": ${problem}`)) ?? [],
    );
  const assign = <T extends Json>(
    flag: keyof Written,
    known: Record<string, T>,
    said: Readonly<Record<string, T>>,
  ): void => {
    for (const [name, value] of Object.entries(said)) {
      if (Object.hasOwn(known, name) && JSON.stringify(known[name]) !== JSON.stringify(value))
        refuse(`--${flag}: of ${name} two different things are said; write one, or when (@10d)`);
      known[name] = value;
    }
  };
  for (const one of read('event', eventOf)) {
    if ('ago' in one) history.push(one);
    else events.push(one);
  }
  for (const { when, ...one } of read('segment', segmentOf)) {
    if (isStart(when)) assign('segment', segments, one.segments);
    else events.push({ ...(when as Moment), ...one });
  }
  for (const { when, ...one } of read('fact', factOf)) {
    if (isStart(when)) assign('fact', facts, one.facts);
    else events.push({ ...(when as Moment), ...one });
  }
  for (const { when, ...one } of read('consent', consentOf)) {
    if (isStart(when)) consents.push(one.consent);
    else events.push({ ...(when as Moment), ...one });
  }
  return { history, events, consents, facts, segments };
}
