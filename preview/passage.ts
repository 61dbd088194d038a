import type { ShopCatalog } from '../catalog';
import {
  startRun,
  StepNames,
  type AnyDefinition,
  type Answer,
  type CallName,
  type Calls,
  type ClosedWait,
  type EffectOutcome,
  type EventRecord,
  type Instant,
  type Json,
  type JourneySpec,
  type OpenWait,
  type Run,
  type RunInput,
  type Runtime,
  type Sent,
  type Snapshot,
  type Step,
} from '../engine';
import { Bounds } from './bounds';
import { Choices } from './choices';
import type { EndOf } from './ends';
import { Course, type Taken, type Tree } from './forks';
import { fresh } from './fresh';
import { inputOf } from './input';
import type { FoundPath } from './path';
import type { Samples } from './samples';
import { isoOf } from './unsteady';
import type { Happened } from './verdicts';
import { watchedEvent, watchedOutcome } from './watch';
import { World } from './world';

/** What a run is started with, and what its steps are called. */
interface Start {
  readonly input: RunInput;
  readonly names: StepNames;
}

function startOf(spec: JourneySpec, event: EventRecord): Start {
  const input = inputOf(spec, event);
  return { input, names: new StepNames(input) };
}

/** What all courses through one journey share. */
export interface Ground {
  readonly spec: JourneySpec;
  readonly catalog: ShopCatalog;
  readonly samples: Samples;
  readonly start: Instant;
  readonly endOf: EndOf;
  readonly tree: Tree<FoundPath>;
  readonly maxSteps: number;
  /** Events come in the last moment of a wait, not at its start. */
  readonly late: boolean;
  /** By the sample of the entry event. */
  readonly starts: Start[];
}

const eventOf = ({ name, properties }: Happened, at: Instant, id: number): EventRecord => ({
  id: `event ${id}`,
  name,
  at: isoOf(at),
  properties,
});

const nothing = (): void => undefined;

type Waited = OpenWait | ClosedWait;

/**
 * One play of one course, by the engine itself: what it asks is answered at once, and where it sits, time has
 * passed when it looks again. So a course is over within the microtasks of its own awaits.
 */
export class Passage implements Runtime {
  readonly course: Course<FoundPath>;
  readonly world: World;
  readonly input: RunInput;
  /** With which event it began. */
  readonly entry: Taken<FoundPath>;
  /** Names of the steps that were asked for, in order. */
  readonly steps: string[] = [];
  /** What the author's code returned; `undefined` where it did not come to its end. */
  returned: string | undefined;
  #at: Instant;
  #events = 1;
  #run: Run | undefined;
  #finish: (snapshot: Snapshot) => void = nothing;
  #fail: (error: unknown) => void = nothing;
  readonly #names: StepNames;
  readonly #choices: Choices;
  readonly #bounds: Bounds;
  readonly #late: boolean;

  constructor(ground: Ground, last: Taken<FoundPath> | undefined) {
    const { spec, samples, catalog, start, endOf, tree, maxSteps, starts } = ground;
    this.#at = start;
    this.#late = ground.late;
    this.course = new Course(tree, last);
    this.#bounds = new Bounds(spec.id, maxSteps);
    this.#choices = new Choices(catalog, samples, this.course, spec.only);
    const { value } = this.course.choose('entry', 'entry', () => samples.entries(spec));
    this.entry = this.course.last as Taken<FoundPath>;
    const { index } = this.entry;
    const { input, names } = (starts[index] ??= startOf(
      spec,
      eventOf(value as unknown as Happened, start, 0),
    ));
    this.input = input;
    this.#names = names;
    this.world = new World(this.input, spec, start, endOf, this.#choices);
  }

  get at(): Instant {
    return this.#at;
  }

  /** @param finish - is told where the run ended or stands still @param fail - what must stop the whole exploration */
  begin(
    definition: AnyDefinition,
    finish: (snapshot: Snapshot) => void,
    fail: (error: unknown) => void,
  ): void {
    this.#finish = finish;
    this.#fail = fail;
    this.#run = startRun(definition, this.input, this, this.#names);
  }

  /** The steps of the run's verbs, in order. */
  get verbs(): readonly string[] {
    return this.steps.filter((step) => !/^park$| closed$/.test(step));
  }

  /** The step of the run's nth verb; past the last of them, the end. */
  stepOf(verb: number): string {
    return this.verbs[verb] ?? 'end';
  }

  now(): Instant {
    return this.#at;
  }

  /** Something happens at the start of a wait, or in its last moment, or nothing does until its end. */
  timer(until: Instant): 'over' {
    const when = this.#late ? Math.max(this.#at, until - 1) : this.#at;
    const happened = this.#choices.meanwhile(this.world, when);
    if (happened) this.#at = when;
    const event = happened && eventOf(fresh(happened), this.#at, this.#events++);
    const bell = event && this.world.accept(event, this.#at, true);
    if (bell) this.#run?.ring(bell);
    else this.#at = Math.max(this.#at, until);
    return 'over';
  }

  call<K extends CallName>(
    name: K,
    input: Calls[K]['input'],
    step: Step,
  ): Answer<Calls[K]['output']> | Promise<never> {
    try {
      this.#bounds.count(step);
    } catch (error) {
      this.#fail(error);
      return new Promise(nothing);
    }
    this.steps.push(step.name);
    if (name === 'end') this.returned = (input as Calls['end']['input']).end;
    const answer = this.world.call(name, input, step, this.#at);
    if (answer.status !== 'done') return answer;
    const acts = name === 'send' || name === 'do';
    const asked = acts ? (input as Calls['send' | 'do']['input']) : undefined;
    this.course.record(step.name, answer.value as Json, answer.at, asked);
    return this.#watched(name, answer) as typeof answer;
  }

  status(snapshot: Snapshot): void {
    const { state } = snapshot;
    if (state === 'ended' || state === 'stuck' || state === 'parked') this.#finish(snapshot);
  }

  /** What the author is given tells what is read of it. */
  #watched(name: keyof Calls, answer: Answer<unknown> & { status: 'done' }): Answer<unknown> {
    const { value, at } = answer;
    const reader = this.course.last?.fork;
    if (!reader) return answer;
    switch (name) {
      case 'send':
      case 'do':
        return { status: 'done', value: watchedOutcome(value as Sent | EffectOutcome, reader), at };
      case 'get':
        return { status: 'done', value: fresh(value), at };
      case 'open':
      case 'close': {
        const { event, ...waited } = value as Waited & { event?: EventRecord };
        if (!event) return answer;
        return { status: 'done', value: { ...waited, event: watchedEvent(event, reader) }, at };
      }
      default:
        return answer;
    }
  }
}
