import { z } from 'zod';
import { checkEvent, type ShopCatalog } from '../../catalog';
import type { Channel, Duration } from '../../engine';
import { nearest } from '../nearest';
import type { Scenario } from '../scenario';
import { eventOf, factValueOf } from './flags';
import { HOW_LONG, lengthOf, unknown, type Refuse } from './moments';

type Context = z.core.$RefinementCtx;

const channel = z.enum(['email', 'sms', 'whatsapp'] satisfies Channel[]);
const outcome = z.looseObject({ status: z.enum(['sent', 'skipped', 'done', 'refused']) });

/** What a happening may be, of which it is one. */
const WHAT = ['event', 'facts', 'segments', 'consent', 'operator', 'erased', 'mended'] as const;

const refusing =
  (context: Context, ...path: readonly (string | number)[]): Refuse =>
  (message) =>
    void context.addIssue({ code: 'custom', message, path: [...path] });

const event = {
  event: z.string().optional(),
  sample: z.string().optional(),
  properties: z.record(z.string(), z.json()).optional(),
};

const length = z.string().transform((text, context): Duration | undefined => {
  const read = lengthOf(text);
  if (read === undefined) refusing(context)(`'${text}' is no length of time; ${HOW_LONG}`);
  return read ?? undefined;
});

const named = (kind: string, entries: Readonly<Record<string, unknown>>) =>
  z.string().superRefine((name, context) => {
    if (!Object.hasOwn(entries, name)) refusing(context)(unknown(name, kind, Object.keys(entries)));
  });

/** What more than one place of a file holds. */
function partsOf(catalog: ShopCatalog) {
  const facts = z
    .record(z.string(), z.json())
    .transform((all, context) =>
      Object.fromEntries(
        Object.entries(all).map(([fact, value]) => [
          fact,
          factValueOf(fact, value, catalog, refusing(context, fact)) ?? null,
        ]),
      ),
    );
  const segments = z.record(named('segment', catalog.segments), z.boolean());
  const topic = named('topic', { ...catalog.topics, '*': true });
  return { facts, segments, consent: z.strictObject({ topic, channel, granted: z.boolean() }) };
}

function happeningOf(catalog: ShopCatalog) {
  const { facts, segments, consent } = partsOf(catalog);
  return z
    .strictObject({
      ...event,
      at: length.optional(),
      of: z.string().optional(),
      after: length.optional(),
      facts: facts.optional(),
      segments: segments.optional(),
      consent: consent.optional(),
      operator: z.enum(['pause', 'resume', 'skip', 'retry', 'end']).optional(),
      step: z.string().optional(),
      erased: z.literal(true).optional(),
      mended: z.string().optional(),
    })
    .superRefine((one, context) => {
      const what = WHAT.filter((key) => one[key] !== undefined);
      if (what.length !== 1) refusing(context)(`is one of ${WHAT.join(', ')}`);
      if (one.at !== undefined && one.of !== undefined)
        refusing(context, 'at')('stands beside of; counted from a step, write after');
      if (one.event !== undefined) checkOne({ ...one, event: one.event }, catalog, context);
    });
}

/** The shape of a scenario file: what `Scenario` says, with the names of this catalogue. */
function shapeOf(catalog: ShopCatalog) {
  const { facts, segments, consent } = partsOf(catalog);
  const entry = z.strictObject(event).superRefine((one, context) => {
    if (one.event !== undefined) checkOne({ ...one, event: one.event }, catalog, context);
  });
  const past = z
    .strictObject({ ...event, event: z.string(), ago: length })
    .superRefine((one, context) => checkOne(one, catalog, context));
  return z.strictObject({
    start: z.string().optional(),
    zone: z.string().optional(),
    locale: z.string().optional(),
    traits: z.record(named('trait', catalog.traits.shape), z.string()).optional(),
    entry: entry.optional(),
    history: z.array(past).optional(),
    facts: facts.optional(),
    segments: segments.optional(),
    addresses: z.array(channel).optional(),
    suppressed: z.array(channel).optional(),
    consents: z.array(consent).optional(),
    arms: z.record(z.string(), z.string()).optional(),
    issued: z.record(named('offer', catalog.offers), z.number().int().nonnegative()).optional(),
    outcomes: z.record(z.string(), outcome).optional(),
    broken: z.array(z.string()).optional(),
    events: z.array(happeningOf(catalog)).optional(),
  });
}

type Described = { event: string; sample?: string | undefined; properties?: object | undefined };

/** An event that the catalogue has, in a sample that it has, or with fields that fit. */
function checkOne(
  { event, sample, properties }: Described,
  catalog: ShopCatalog,
  context: Context,
) {
  const entry = Object.hasOwn(catalog.events, event) ? catalog.events[event] : undefined;
  if (!entry) {
    refusing(context, 'event')(unknown(event, 'event', Object.keys(catalog.events)));
    return;
  }
  const samples = Object.keys(entry.samples);
  if (sample !== undefined && !samples.includes(sample))
    refusing(context, 'sample')(unknown(sample, `sample of ${event}`, samples));
  const { problems } = checkEvent(catalog, event, (properties ?? {}) as never);
  if (properties) for (const problem of problems) refusing(context, 'properties')(problem);
}

/** `events[2].sample` */
const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key, index) => {
      if (typeof key === 'number') return `[${String(key)}]`;
      return index === 0 ? String(key) : `.${String(key)}`;
    })
    .join('');

const KEYS = ['start', 'zone', 'locale', 'traits', 'entry', 'history', 'facts', 'segments'];
const MORE = ['addresses', 'suppressed', 'consents', 'arms', 'issued', 'outcomes', 'broken'];
const ALL = [...KEYS, ...MORE, 'events', ...WHAT, 'sample', 'properties', 'at', 'of', 'after'];

function problemsOf({ code, path, message, ...issue }: z.core.$ZodIssue): string[] {
  const where = path.length > 0 ? `${pathOf(path)}: ` : '';
  if (code === 'unrecognized_keys' && 'keys' in issue) {
    return (issue.keys as readonly string[]).map((key) => {
      const meant = nearest(key, ALL);
      return `${where}there is no '${key}'${meant === undefined ? '' : `; did you mean '${meant}'?`}`;
    });
  }
  if (code === 'invalid_key' && 'issues' in issue) {
    return (issue.issues as readonly z.core.$ZodIssue[]).map((one) => where + one.message);
  }
  return [`${where}${message}`];
}

/** Events may be typed as they are in a terminal: `Order Completed@3d`. */
function withTyped(raw: unknown, catalog: ShopCatalog, refuse: Refuse): unknown {
  const { events, ...rest } = (typeof raw === 'object' && raw !== null ? raw : {}) as {
    events?: unknown;
  };
  if (!Array.isArray(events)) return raw;
  const read = (events as readonly unknown[]).map((one, index) => {
    if (typeof one !== 'string') return one;
    const told: Refuse = (problem) => refuse(`events[${String(index)}]: ${problem}`);
    const event = eventOf(one, catalog, told);
    if (event && 'ago' in event) told('lies before the start; write it under history');
    // What cannot be read was refused: the others keep their places.
    return event && !('ago' in event) ? event : { erased: true };
  });
  return { ...rest, events: read };
}

/** Reads a scenario file. All its problems are refused together, each with its place in the file. */
export function readScenario(text: string, catalog: ShopCatalog, refuse: Refuse): Scenario {
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    refuse(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
    return {};
  }
  const { data, error } = shapeOf(catalog).safeParse(withTyped(raw, catalog, refuse));
  for (const problem of (error?.issues ?? []).flatMap(problemsOf)) refuse(problem);
  return (data ?? {}) as Scenario;
}
