import type { ShopCatalog } from '../catalog';
import {
  isOwnEntry,
  PermanentError,
  type Answer,
  type EffectOutcome,
  type EventMatch,
  type Instant,
  type Json,
  type JourneySpec,
  type JsonObject,
  type RunInput,
  type Sent,
  type WaitInput,
} from '../engine';
import { anotherThan } from './another';
import type { Course, ForkKind, Option } from './forks';
import type { Samples } from './samples';
import type { Happened } from './verdicts';
import type { Answers, Ask, World } from './world';

type EventWait = Extract<WaitInput, { kind: 'event' }>;

const NOTHING: Option = { label: 'nothing', value: null };
const YES_NO: readonly Option[] = [
  { label: 'no', value: false },
  { label: 'yes', value: true },
];

/** What the events of a wait depend on; clocks do not matter. */
function wantedKey(wait: WaitInput): string {
  if (wait.kind !== 'event') return '';
  const { events, where, message } = wait;
  const names = events.join('|');
  return where || message !== undefined ? `${names} ${JSON.stringify([where, message])}` : names;
}

/** Its own entry, told again, is not its goal: another like it is. */
function asAnother(spec: JourneySpec, per: RunInput['per'], option: Option): Option {
  const { name, properties } = option.value as { name: string; properties: JsonObject };
  if (!per || !isOwnEntry(spec, per, { name, properties })) return option;
  const { field, value } = per;
  const other = { ...properties, [field]: anotherThan(value) };
  return { ...option, value: { name, properties: other } };
}

/** What was said of a segment or a fact. A chain: a play asks a few of them, and there are thousands of plays a second. */
interface Said {
  readonly what: string;
  readonly value: Json;
  readonly before: Said | undefined;
}

/** What comes of each step on one course: chosen among all that can. */
export class Choices implements Answers {
  /** What was said since time last passed: asked again at the same instant, it is still so. */
  #said: Said | undefined;
  #arms: Map<string, string> | undefined;
  #offered: string | undefined;

  constructor(
    private readonly catalog: ShopCatalog,
    private readonly samples: Samples,
    private readonly course: Course<unknown>,
    only: string | undefined,
  ) {
    // Who enters is in the segment that the journey is for.
    if (only !== undefined) this.#said = { what: `is ${only}`, value: true, before: undefined };
  }

  is(ask: Ask<'is'>): Answer<boolean> {
    const { segment } = ask.input;
    this.#known('segment', this.catalog.segments, segment);
    return this.#same(ask, 'is', () => YES_NO) as Answer<boolean>;
  }

  get(ask: Ask<'get'>): Answer<Json> {
    const { fact } = ask.input;
    this.#known('fact', this.catalog.facts, fact);
    return this.#same(ask, 'get', () => this.samples.facts(fact));
  }

  split({ input: { name, arms }, step, now }: Ask<'split'>): Answer<string> {
    const options = (): Option[] =>
      Object.keys(arms)
        .filter((arm) => (arms[arm] ?? 0) > 0)
        .map((arm) => ({ label: arm, value: arm }));
    const known = this.#arms?.get(name);
    if (known !== undefined && Object.hasOwn(arms, known))
      return { status: 'done', value: known, at: now };
    const arm = this.course.choose(step.name, 'split', options).value as string;
    if (known === undefined) (this.#arms ??= new Map()).set(name, arm);
    return { status: 'done', value: arm, at: now };
  }

  /** What happens while the run sits in this wait: an event at this instant, or nothing. */
  meanwhile(world: World, now: Instant): Happened | undefined {
    this.#said = undefined;
    const { sitting } = world;
    if (!sitting || sitting.step === this.#offered) return undefined;
    this.#offered = sitting.step;
    const options = (): readonly Option[] => this.#options(world, sitting.wait, now);
    const { value } = this.course.choose(sitting.step, 'wait', options, sitting.wait);
    return (value ?? undefined) as Happened | undefined;
  }

  #options(world: World, wait: WaitInput, now: Instant): readonly Option[] {
    const key = `${world.goalAt(now)} ${String(world.input.per?.value)} ${wantedKey(wait)}`;
    return this.samples.remember(key, () => [NOTHING, ...this.#during(world, wait, now)]);
  }

  /** What the wait takes, and one event for each end that the run may come to in it otherwise. */
  #during(world: World, wait: WaitInput, now: Instant): Option[] {
    const { spec, input } = world;
    const wanted = wait.kind === 'event' ? this.#wanted(input, wait) : [];
    const per = input.per && { [input.per.field]: input.per.value };
    const first = (match: EventMatch): Option[] => this.samples.asked(match, per).slice(0, 1);
    const goal = spec.goal ? first({ event: spec.goal.event }) : [];
    // What a journey starts on besides is what changes: more time, another day.
    const again = spec.reenter === 'restart' ? spec.on.filter((on) => !('trigger' in on)) : [];
    const ending = [
      ...goal.map((option) => asAnother(spec, input.per, option)),
      ...spec.exit.flatMap(first),
      ...again.reverse().flatMap(first),
    ];
    const fateOf = ({ value }: Option): string | undefined =>
      world.fate(wait, value as unknown as Happened, now);
    const fates = new Set([undefined, ...wanted.map(fateOf)]);
    const others = ending.filter((option) => {
      const fate = fateOf(option);
      const isNew = !fates.has(fate);
      fates.add(fate);
      return isNew;
    });
    return [...wanted, ...others];
  }

  #wanted(input: RunInput, { events, where, message }: EventWait): Option[] {
    if (message === null) return [];
    const fields = {
      ...(input.per && { [input.per.field]: input.per.value }),
      ...(message !== undefined && { message }),
    };
    return events.flatMap((event) =>
      this.samples.asked({ event, ...(where && { where }) }, fields),
    );
  }

  send({ input, step, now }: Ask<'send'>): Answer<Sent> {
    const { template, channel } = input;
    this.#known('template', this.catalog.templates, template);
    const { value } = this.course.choose(step.name, 'send', () =>
      this.samples.sends(template, channel, step.key),
    );
    return { status: 'done', value: value as Sent, at: now };
  }

  do({ input, step, now }: Ask<'do'>): Answer<EffectOutcome> {
    this.#known('effect', this.catalog.effects, input.effect);
    this.samples.check(input.effect, input.input);
    const { value } = this.course.choose(step.name, 'do', () =>
      this.samples.effects(input.effect, step.key),
    );
    return { status: 'done', value: value as EffectOutcome, at: now };
  }

  #same(
    { step, now }: Ask<'is' | 'get'>,
    kind: ForkKind,
    options: () => readonly Option[],
  ): Answer<Json> {
    const what = step.name.slice(0, step.name.lastIndexOf('#'));
    for (let said = this.#said; said; said = said.before) {
      if (said.what === what) return { status: 'done', value: said.value, at: now };
    }
    const value = this.course.choose(step.name, kind, options).value ?? null;
    this.#said = { what, value, before: this.#said };
    return { status: 'done', value, at: now };
  }

  #known(kind: string, entries: Readonly<Record<string, unknown>>, name: string): void {
    if (!Object.hasOwn(entries, name)) throw new PermanentError('NOT_IN_CATALOG', { kind, name });
  }
}
