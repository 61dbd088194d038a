import {
  publicFields,
  type FactEntry,
  type FactEvent,
  type Meaning,
  type ShopCatalog,
} from '../../catalog';
import { DAY, type Instant, type Json, type JsonObject } from '../../engine';
import { momentsOf, type Moment, type MomentOf, type Walk } from './walk';

/** How often somebody may have done something before they enter. */
const TIMES = [2, 3, 4, 5];
const LONG_AGO = 400 * DAY;
const UNDOING: readonly (Meaning | undefined)[] = ['refund', 'inquiry closed'];

const text = (value: Json | undefined): string => JSON.stringify(value ?? null);

/** What somebody may have done before they enter, as far as these events go: nothing, once, lately, often. */
function pasts(catalog: ShopCatalog, names: readonly string[], start: Instant): FactEvent[][] {
  const past: FactEvent[][] = [[]];
  for (const name of names) {
    // Nothing is undone that was not done.
    if (UNDOING.includes(catalog.events[name]?.means)) continue;
    const samples = Object.values(catalog.events[name]?.samples ?? {});
    const all = samples.map((sample) => publicFields(catalog, name, sample));
    const once = (properties: JsonObject, ago: number): FactEvent => ({
      ...{ name, properties, occurredAt: start - ago },
    });
    past.push(...all.flatMap((one) => [[once(one, LONG_AGO)], [once(one, DAY)]]));
    const [first] = all;
    if (first) past.push(...TIMES.map((n) => Array<FactEvent>(n).fill(once(first, LONG_AGO))));
  }
  return past;
}

/** What an answer is made of. */
interface Question {
  readonly facts: Readonly<Record<string, FactEntry>>;
  readonly on: readonly string[];
  value(states: Readonly<Record<string, Json>>, now: Instant): Json | undefined;
}

function questionOf(catalog: ShopCatalog, of: string, name: string): Question | undefined {
  const segment = of === 'segment' ? catalog.segments[name] : undefined;
  const names = segment?.facts ?? (of === 'fact' ? [name] : []);
  const known = names.flatMap((one) => {
    const fact = catalog.facts[one];
    return fact ? [[one, fact] as const] : [];
  });
  if (known.length === 0) return undefined;
  const facts = Object.fromEntries(known);
  const on = [...new Set(known.flatMap(([, fact]) => fact.on))];
  const value: Question['value'] = (states, now) => {
    const read = (fact: string): Json | undefined =>
      facts[fact]?.value(states[fact] ?? facts[fact].start, now);
    return segment ? segment.test(read) : read(name);
  };
  return { facts, on, value };
}

function valueAfter(
  { facts, value }: Question,
  events: readonly FactEvent[],
  now: Instant,
): Json | undefined {
  const states: Record<string, Json> = {};
  for (const [name, fact] of Object.entries(facts)) {
    states[name] = events
      .filter((event) => fact.on.includes(event.name))
      .reduce((state, event) => fact.step(state, event), fact.start);
  }
  return value(states, now);
}

/** Knows which answers can still be given after what happened on a walk, whatever was before it. */
export class Known {
  readonly #questions = new Map<string, Question | undefined>();
  readonly #values = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly catalog: ShopCatalog,
    private readonly start: Instant,
  ) {}

  /**
   * Whether somebody can be told this: an answer that some past would give is impossible where, after these events,
   * no past gives it any more. What the samples of a past cannot give at all is taken as possible.
   */
  isPossible({ of, name, value, at }: MomentOf<'answer'>, happened: readonly FactEvent[]): boolean {
    const question = this.#question(of, name);
    const relevant = happened.filter((one) => question?.on.includes(one.name));
    if (!question || relevant.length === 0) return true;
    const now = this.start + at;
    const given = text(value);
    if (!this.#among(`${of} ${name}`, question, [], now).has(given)) return true;
    return this.#inEverySample(relevant).some((events) =>
      this.#among(`${of} ${name}`, question, events, now).has(given),
    );
  }

  /** Events as they came, and as they may come as well where the journey does not look at them. */
  #inEverySample(happened: readonly FactEvent[]): readonly (readonly FactEvent[])[] {
    const samples = happened.map(({ name }) =>
      Object.values(this.catalog.events[name]?.samples ?? {}),
    );
    const most = Math.max(...samples.map(({ length }) => length));
    const others = Array.from({ length: most }, (_, index) =>
      happened.map((event, i) => {
        const sample = samples[i]?.[index];
        return sample
          ? { ...event, properties: publicFields(this.catalog, event.name, sample) }
          : event;
      }),
    );
    return [happened, ...others];
  }

  /** Whether everybody is in this segment after these events. */
  isCertain(segment: string, happened: readonly FactEvent[], at: number): boolean {
    const question = this.#question('segment', segment);
    if (!question) return false;
    const values = this.#among(`segment ${segment}`, question, happened, this.start + at);
    return values.size === 1 && values.has('true');
  }

  #question(of: string, name: string): Question | undefined {
    const key = `${of} ${name}`;
    if (!this.#questions.has(key)) this.#questions.set(key, questionOf(this.catalog, of, name));
    return this.#questions.get(key);
  }

  #among(
    key: string,
    question: Question,
    happened: readonly FactEvent[],
    now: Instant,
  ): ReadonlySet<string> {
    const events = happened.filter(({ name }) => question.on.includes(name));
    const full = `${key} ${String(now)} ${JSON.stringify(events)}`;
    const known = this.#values.get(full);
    if (known) return known;
    const values = pasts(this.catalog, question.on, this.start).map((past) =>
      text(valueAfter(question, [...past, ...events], now)),
    );
    const all = new Set(values);
    this.#values.set(full, all);
    return all;
  }
}

/** What happened on a walk before one of its moments, as a fact sees it. */
export function happenedBefore(walk: Walk, moment: Moment, start: Instant): FactEvent[] {
  const before = walk.moments.slice(0, walk.moments.indexOf(moment));
  return before.flatMap((one) =>
    one.kind === 'event'
      ? [{ name: one.event, properties: one.properties, occurredAt: start + one.at }]
      : [],
  );
}

/**
 * Whether all that is answered on a walk can be true of somebody. Only what is injected refutes a fact's value: of what
 * the journey's own events make of it, the samples know some values and not all.
 */
export function isLived(walk: Walk, known: Known, start: Instant): boolean {
  const injected = walk.moments.findIndex((one) => one.kind === 'event' && one.injected);
  return momentsOf(walk, 'answer').every((answer) => {
    if (answer.of === 'arm') return true;
    const isInjected = injected >= 0 && injected < walk.moments.indexOf(answer);
    if (answer.of === 'fact' && !isInjected) return true;
    return known.isPossible(answer, happenedBefore(walk, answer, start));
  });
}
