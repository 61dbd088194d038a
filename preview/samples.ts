import { factValue, inputProblems, publicFields, type ShopCatalog } from '../catalog';
import {
  fieldsOf,
  perValue,
  PermanentError,
  SKIP_REASONS,
  type EventMatch,
  type Json,
  type JourneySpec,
  type JsonObject,
  type Scalar,
} from '../engine';
import { cannotPlay } from './cannot-play';
import type { Option } from './forks';

type Fields = Readonly<Record<string, Json>>;
type Happening = { readonly name: string; readonly properties: Fields };

/** What tells two events apart, by the names that a journey reads. */
function differing(a: Happening, b: Happening): string[] {
  const fields = new Set([...Object.keys(a.properties), ...Object.keys(b.properties)]);
  const differ = [...fields].filter(
    (field) => JSON.stringify(a.properties[field]) !== JSON.stringify(b.properties[field]),
  );
  return a.name === b.name ? differ : ['name', ...differ];
}

/** The first always; another only where the journey looks at what tells it from the first. */
function whereItMatters(options: readonly Option[]): Option[] {
  const [first, ...others] = options;
  if (!first) return [];
  const plain = first.value as Happening;
  return [
    first,
    ...others.map((one) => ({ ...one, needs: differing(plain, one.value as Happening) })),
  ];
}

/** What can come of a send of this template by this channel. */
interface SendOptions {
  readonly for: string;
  readonly by: string | undefined;
  readonly options: readonly Option[];
}

/** What a catalogue says can come, read once: its samples, as a run sees them. */
export class Samples {
  readonly #events = new Map<string, readonly { label: string; properties: Fields }[]>();
  readonly #checked = new Set<string>();
  readonly #options = new Map<string, readonly Option[]>();
  /** By the key of the step, which is the same text each time: to make another of it for each play takes longer. */
  readonly #sends = new Map<string, readonly SendOptions[]>();
  readonly #facts = new Map<string, readonly Option[]>();

  constructor(private readonly catalog: ShopCatalog) {}

  events(name: string): readonly { label: string; properties: Fields }[] {
    const known = this.#events.get(name);
    if (known) return known;
    const samples = Object.entries(this.catalog.events[name]?.samples ?? {}).map(
      ([sample, properties], _, all) => ({
        label: all.length > 1 ? `${name}, ${sample}` : name,
        properties: publicFields(this.catalog, name, properties),
      }),
    );
    this.#events.set(name, samples);
    return samples;
  }

  /** Options by what they depend on: made once, for many forks have the same. */
  remember(key: string, make: () => readonly Option[]): readonly Option[] {
    const known = this.#options.get(key);
    if (known) return known;
    const options = make();
    this.#options.set(key, options);
    return options;
  }

  /** Whether the catalogue's event has this field at all. */
  declares(event: string, field: string): boolean {
    return Object.hasOwn(this.catalog.events[event]?.schema.shape ?? {}, field);
  }

  /** The event in each of its samples, with these fields as they are asked for; all but the first where it matters. */
  asked({ event, where }: EventMatch, fields: Readonly<Record<string, Scalar>> = {}): Option[] {
    const set = Object.fromEntries(
      Object.entries(fields).filter(([field]) => this.declares(event, field)),
    );
    return whereItMatters(
      this.events(event).map(({ label, properties }) => ({
        label,
        value: { name: event, properties: { ...properties, ...set, ...where } },
      })),
    );
  }

  /**
   * Every event that can start the journey, in each of its samples; tried where the journey looks at what differs.
   * @throws PermanentError `SCENARIO_INVALID`
   */
  entries(spec: JourneySpec): readonly Option[] {
    return this.remember('entry', () => {
      const all = spec.on.flatMap((on) =>
        'trigger' in on ? this.asked({ event: on.event }, fieldsOf(on.trigger)) : this.asked(on),
      );
      const { per } = spec;
      const entering = all.filter(
        ({ value }) =>
          per === undefined || perValue(spec, (value as Happening).properties) !== undefined,
      );
      if (entering.length > 0) return whereItMatters(entering);
      const names = spec.on.map(({ event }) => event).join(' or ');
      const lacks = per === undefined ? 'a sample' : `a sample with ${per}`;
      throw cannotPlay(
        `entry: ${spec.id} starts on ${names}, of which the catalogue has not ${lacks}`,
      );
    });
  }

  /** @param key - of the step: it tells its message from every other */
  sends(template: string, channel: string | undefined, key: string): readonly Option[] {
    const known = this.#sends.get(key)?.find((one) => one.for === template && one.by === channel);
    if (known) return known.options;
    const options = this.#sent(template, channel, `message of ${key}`);
    const all = this.#sends.get(key) ?? [];
    this.#sends.set(key, [...all, { for: template, by: channel, options }]);
    return options;
  }

  #sent(template: string, channel: string | undefined, message: string): Option[] {
    const channels = channel === undefined ? this.#channels(template) : [channel];
    const sent = channels.map((one, index) => ({
      label: index === 0 ? 'sent' : `sent by ${one}`,
      value: { status: 'sent', channel: one, message },
      ...(index > 0 && { needs: ['channel'] }),
    }));
    const skipped = SKIP_REASONS.map((reason, index) => ({
      label: reason,
      value: { status: 'skipped', reason },
      needs: index === 0 ? ['status', 'reason'] : ['reason'],
    }));
    return [...sent, ...skipped];
  }

  #channels(template: string): readonly string[] {
    return this.catalog.templates[template]?.channels ?? [];
  }

  effects(effect: string, key: string): readonly Option[] {
    return this.remember(`do ${key} ${effect}`, () => this.#effects(effect, `offer of ${key}`));
  }

  /** A code is told from every other by the step that issued it. */
  #effects(effect: string, offer: string): Option[] {
    const entry = this.catalog.effects[effect];
    const all = Object.entries(entry?.samples ?? {});
    const results = all
      .filter(([, { status }]) => status === 'done')
      .map(([label, value]) => ({ label, value: 'offer' in value ? { ...value, offer } : value }));
    const refused = (entry?.refused ?? []).map((reason, index) => ({
      label: reason,
      value: { status: 'refused', reason },
      needs: index === 0 ? ['status', 'reason'] : ['reason'],
    }));
    return results.length > 0
      ? [...results, ...refused]
      : [{ label: 'done', value: { status: 'done' } }, ...refused];
  }

  /** @throws PermanentError `EFFECT_INPUT_INVALID` */
  check(effect: string, input: JsonObject): void {
    const key = `${effect} ${JSON.stringify(input)}`;
    if (this.#checked.has(key)) return;
    const problems = inputProblems(this.catalog.effects[effect], input);
    if (problems !== '') throw new PermanentError('EFFECT_INPUT_INVALID', { effect, problems });
    this.#checked.add(key);
  }

  facts(fact: string): readonly Option[] {
    let options = this.#facts.get(fact);
    if (!options) this.#facts.set(fact, (options = this.#factsOf(fact)));
    return options;
  }

  #factsOf(fact: string): Option[] {
    const samples = Object.entries(this.catalog.facts[fact]?.samples ?? {});
    const options: Option[] = samples.map(([label, value]) => ({ label, value }));
    const hasNone = factValue(this.catalog, fact, {}, 0) === undefined;
    return hasNone ? [{ label: 'no value', value: null }, ...options] : options;
  }
}
