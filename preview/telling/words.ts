import type { ShopCatalog } from '../../catalog';
import type { Instant, Json } from '../../engine';
import type { DiaryEntry } from '../diary';
import { awaitedIn, nameOf, saying } from '../stories/happened';
import { givenBy, worth } from '../stories/offers';

/** How instants of a story are told: by the customer's own calendar and clock. */
export interface Clock {
  /** ms since epoch. */
  readonly start: Instant;
  /** From 0, the day on which it starts. */
  day(at: number): number;
  /** `Mon 5 Jan 2026 10:00` */
  time(at: number): string;
}

/** @param start - ms since epoch @param zone - the customer's */
export function clockOf(start: Instant, zone: string): Clock {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  const days = (at: number): number => Date.parse(date.format(start + at)) / 86_400_000;
  return {
    start,
    day: (at) => days(at) - days(0),
    time: (at) => {
      const parts = format.formatToParts(start + at).map(({ type, value }) => [type, value]);
      const { weekday, day, month, year, hour, minute } = Object.fromEntries(parts) as Record<
        string,
        string
      >;
      return `${weekday ?? ''} ${(day ?? '').padStart(2)} ${month ?? ''} ${year ?? ''} ${hour ?? ''}:${minute ?? ''}`;
    },
  };
}

/** What the words of a story are made with. */
export interface Telling {
  readonly catalog: ShopCatalog;
  readonly clock: Clock;
}

const isName = (field: string): boolean => field.endsWith('_id') || field === 'message';

/** Without what only names something, which a scenario may change. */
const plain = (fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.entries(fields).filter(([field]) => !isName(field)));

/** `one disc` of the event, where it has several samples and this is one. */
function sampleNamed(
  { events }: ShopCatalog,
  event: string,
  properties: Readonly<Record<string, Json>>,
): string | undefined {
  const samples = Object.entries(events[event]?.samples ?? {});
  if (samples.length < 2) return undefined;
  return samples.find(([, fields]) => plain(fields) === plain(properties))?.[0];
}

/** As the gate says it; a frequency cap is not yet production's. */
const whyPutOff = (why: string): string =>
  why === 'frequency cap' ? `${why} (production does not apply it yet)` : why;

const told = (value: Json): string => {
  if (value === null) return 'no value';
  if (Array.isArray(value)) return (value as readonly Json[]).map(told).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

function effectWords(entry: DiaryEntry & { kind: 'effect' }, { catalog, clock }: Telling): string {
  const { effect, input, outcome, code } = entry;
  const why = outcome.status === 'refused' ? outcome.reason : undefined;
  if (effect !== 'issue-offer') {
    const [first] = Object.values(input).filter((one) => typeof one === 'string');
    const what = `${effect.replaceAll('-', ' ')}${first === undefined ? '' : `: ${first}`}`;
    return why === undefined ? what : `not done: ${what} (${why})`;
  }
  const value = worth(givenBy(catalog, input), catalog.shop.currency);
  if (why !== undefined) return `no code ${value}: ${why}`;
  const until = code?.['expiresAt'];
  const good =
    typeof until === 'string' ? `, good until ${clock.time(Date.parse(until) - clock.start)}` : '';
  return `code ${value} ${told(code?.['code'] ?? '')}${good}`;
}

function waitWords({ step, outcome, until }: DiaryEntry & { kind: 'step' }, { clock }: Telling) {
  const events = awaitedIn(step).join(' or ');
  if (until !== undefined && outcome === 'waits') {
    const upTo = `until ${clock.time(until)}`;
    return events === '' ? `waits ${upTo}` : `waits for ${events}, ${upTo}`;
  }
  if (outcome === 'timed out') return `no ${events} came`;
  if (outcome === 'passed') return 'its date has passed';
  if (outcome.startsWith('skipped')) return 'the wait is skipped by hand';
  return step.endsWith(' closed') || !outcome.startsWith('took ')
    ? undefined
    : `${outcome.slice('took '.length)} had come already`;
}

function stepWords(entry: DiaryEntry & { kind: 'step' }, telling: Telling): string | undefined {
  const { step, outcome } = entry;
  const name = nameOf(step);
  if (step.startsWith('wait')) return waitWords(entry, telling);
  if (step.startsWith('split ')) return `draws “${outcome}”`;
  if (step.startsWith('is ')) return outcome === 'true' ? `is “${name}”` : `is not “${name}”`;
  return `${name}: ${told(JSON.parse(outcome) as Json)}`;
}

/** One thing of a story in words; nothing: it says nothing new. Messages are told by their text. */
export function wordsOf(entry: DiaryEntry, telling: Telling): string | undefined {
  const { catalog, clock } = telling;
  switch (entry.kind) {
    case 'event': {
      // Who enters by it says so.
      if (entry.by === 'trigger') return undefined;
      const sample = sampleNamed(catalog, entry.event, entry.properties);
      const what = `${saying(catalog, entry.event)}${sample === undefined ? '' : ` (${sample})`}`;
      return entry.by === 'journey' ? `tells the shop: ${entry.event}` : what;
    }
    case 'change':
      return entry.what;
    case 'enters':
      return `enters “${entry.title}” (${entry.event})`;
    case 'not entered':
      return `does not enter ${entry.journey}: ${entry.reason}`;
    case 'message':
      return `${entry.channel} ${entry.template}`;
    case 'not sent':
      return `${entry.template} is not sent: ${entry.reason}`;
    case 'put off':
      return `${entry.template} is put off: ${whyPutOff(entry.why)}; looked at again ${clock.time(entry.until)}`;
    case 'effect':
      return effectWords(entry, telling);
    case 'step':
      return stepWords(entry, telling);
    case 'end':
      return `→ ${entry.end}`;
    case 'stands':
      return `stands still: ${entry.why}`;
  }
}
