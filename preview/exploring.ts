import type { ShopCatalog } from '../catalog';
import {
  perValue,
  type Bell,
  type EventRecord,
  type Instant,
  type JourneySpec,
  type RunInput,
} from '../engine';
import { Bounds } from './bounds';
import { Choices, type Happened } from './choices';
import type { EndOf } from './ends';
import { Course, type Fork } from './forks';
import type { Stage } from './play';
import type { Asked } from './repeat';
import type { Samples } from './samples';
import { World } from './world';

/** What all courses through one journey share. */
export interface Ground {
  readonly spec: JourneySpec;
  readonly catalog: ShopCatalog;
  readonly samples: Samples;
  readonly start: Instant;
  readonly endOf: EndOf;
  readonly root: { fork?: Fork };
  readonly maxSteps: number;
}

function inputOf(spec: JourneySpec, event: EventRecord): RunInput {
  const value = perValue(spec, event.properties);
  return {
    enrollment: 'preview',
    journey: spec.id,
    customer: 'customer',
    release: 'preview',
    generation: 0,
    event,
    ...(spec.per !== undefined && value !== undefined && { per: { field: spec.per, value } }),
  };
}

/** One play of one course. */
export class Exploring implements Stage {
  readonly course: Course;
  readonly asked: Asked[] = [];
  readonly input: RunInput;
  readonly world: World;
  /** The fork of the entry event. */
  readonly entry: Fork | undefined;
  readonly #choices: Choices;
  readonly #bounds: Bounds;
  #events = 0;

  constructor(ground: Ground, script: readonly number[]) {
    const { spec, samples, catalog, start, endOf, root, maxSteps } = ground;
    this.course = new Course(root, script);
    this.#bounds = new Bounds(spec.id, maxSteps);
    this.#choices = new Choices(catalog, samples, this.course);
    const { value } = this.course.choose('entry', 'entry', () => samples.entries(spec));
    this.entry = this.course.last;
    this.input = inputOf(spec, this.#event(value as unknown as Happened, start));
    this.world = new World(this.input, spec, start, endOf, this.#choices.answers);
  }

  /** The fork of the outcome that came last. */
  get last(): Fork | undefined {
    return this.course.last;
  }

  call: Stage['call'] = (name, input, step, now) => {
    this.#bounds.count(step);
    this.asked.push({ name, step: step.name, input });
    return this.world.call(name, input, step, now);
  };

  next(now: Instant, until: Instant | undefined): { at: Instant; bell?: Bell } | undefined {
    const event = until === undefined ? undefined : this.#choices.meanwhile(this.world, now);
    const bell = event && this.world.accept(this.#event(event, now), now);
    return bell && { at: now, bell };
  }

  #event({ name, properties }: Happened, at: Instant): EventRecord {
    return { id: `event ${this.#events++}`, name, at: new Date(at).toISOString(), properties };
  }
}
