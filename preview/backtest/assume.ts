import type { ShopCatalog } from '../../catalog';
import {
  bucket,
  DAY,
  parseDuration,
  PermanentError,
  type EventRecord,
  type Instant,
  type Json,
} from '../../engine';

/** An answer that messages are assumed to have: so many in a hundred, some time within so long. */
export interface Assumption {
  readonly text: string;
  readonly event: string;
  readonly sample: string;
  readonly template: string;
  readonly percent: number;
  /** ms. */
  readonly within: number;
}

/** One that was drawn. */
export interface Assumed {
  readonly event: string;
  readonly at: Instant;
  readonly properties: Readonly<Record<string, Json>>;
}

const WRITTEN = /^(.+?) after (\S+?) ?= ?(\d+(?:\.\d+)?)%(?: in (.+))?$/;
const USUAL = 7 * DAY;
/** Words for what every shop has. */
const WORDS: Readonly<Record<string, string>> = {
  orders: 'Order Completed',
  clicks: 'Email Clicked',
};

const problem = (what: string): PermanentError =>
  new PermanentError('BACKTEST_INVALID', { problem: what });

function eventNamed(catalog: ShopCatalog, text: string): { event: string; sample: string } {
  const [word = '', named] = text.split(/ ?: ?/);
  const event = WORDS[word] ?? word;
  const samples = Object.hasOwn(catalog.events, event) ? catalog.events[event]?.samples : undefined;
  if (!samples) {
    throw problem(
      `the catalogue has no event '${event}'; it has ${Object.keys(catalog.events).join(', ')}`,
    );
  }
  const sample = named ?? Object.keys(samples)[0] ?? '';
  if (Object.hasOwn(samples, sample)) return { event, sample };
  throw problem(`${event} has no sample '${sample}'; it has ${Object.keys(samples).join(', ')}`);
}

/**
 * Reads `orders after win-back/incentive=3%`, `Survey Responded:unhappy after feedback-request/ask = 2% in 3 days`.
 * @throws PermanentError `BACKTEST_INVALID`
 */
export function parseAssumption(catalog: ShopCatalog, text: string): Assumption {
  const [, what, template = '', share, within] = WRITTEN.exec(text.trim()) ?? [];
  if (what === undefined) {
    throw problem(
      `'${text}' is no assumption: write 'orders after win-back/incentive=3% in 7 days'`,
    );
  }
  if (!Object.hasOwn(catalog.templates, template)) {
    throw problem(`the catalogue has no template '${template}'`);
  }
  const percent = Number(share);
  if (percent > 100) throw problem(`${String(share)}% is more than all`);
  return {
    text: text.trim(),
    ...eventNamed(catalog, what),
    template,
    percent,
    within: within === undefined ? USUAL : parseDuration(within),
  };
}

/** Whose message it was, and what may come of it. */
export interface Written {
  readonly customer: string;
  /** Of the send; the same in every run of the same backtest. */
  readonly key: string;
  readonly template: string;
  readonly message: string;
  readonly at: Instant;
  readonly entry: EventRecord;
}

/** Fields of a sample that name something: as the entry says, unless the event is one like it; else new. */
function fieldsOf(
  catalog: ShopCatalog,
  { event, sample }: Assumption,
  { entry, message, key }: Written,
): Readonly<Record<string, Json>> {
  const fields = { ...catalog.events[event]?.samples[sample] } as Record<string, Json>;
  for (const field of Object.keys(fields)) {
    const known = entry.name === event ? undefined : entry.properties[field];
    if (field.endsWith('_id')) fields[field] = (known as Json | undefined) ?? `assumed ${key}`;
  }
  const { shape } = catalog.events[event]?.schema ?? { shape: {} };
  return Object.hasOwn(shape, 'message') ? { ...fields, message } : fields;
}

/**
 * What comes of one message: drawn by hash of seed, customer, send and assumption, so that nothing else that changes
 * draws anew. Evenly over the time within which it comes.
 */
export function drawn(
  catalog: ShopCatalog,
  assumptions: readonly Assumption[],
  seed: number,
  written: Written,
): Assumed[] {
  return assumptions.flatMap((one, index) => {
    if (one.template !== written.template) return [];
    const key = `${String(seed)}:assume:${String(index)}:${written.customer}:${written.key}`;
    if (bucket(key) >= one.percent) return [];
    const delay = Math.ceil((one.within * bucket(`${key}:when`)) / 100);
    const properties = fieldsOf(catalog, one, written);
    return [{ event: one.event, at: written.at + delay, properties }];
  });
}
