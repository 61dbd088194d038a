import { catalog as shopCatalog } from '../catalog';
import {
  PermanentError,
  specOf,
  type AnyDefinition,
  type Snapshot,
  type UntypedJourney,
} from '../engine';
import { foreignStep } from './bounds';
import type { Exploration, ExploreOptions } from './exploration';
import { endsIn } from './ends';
import { Tree, type Taken } from './forks';
import { Passage, type Ground } from './passage';
import { FoundPath, mostParting, type Path, type Places } from './path';
import { Recording, replay, type Called, type Difference } from './replay';
import { Samples } from './samples';
import { AwaitedPlaces, authorPlace, type Place } from './source/places';
import { makeSteady, makeUnsteady } from './unsteady';
import { watchedEntry } from './watch';
import { whenAndWhere } from './when-where';

/** Plays between two breaths that the rest of the process may take. */
const BREATH = 512;
/** Courses that are played before they are played again: what they hold is soon forgotten. */
const ROUND = 32;

/** A course that was played, and is to be played again. */
interface Played {
  readonly passage: Passage;
  readonly calls: readonly Called[];
}

/** Who is told how a play came out. */
type Finish = (snapshot: Snapshot) => void;
type Fail = (error: unknown) => void;

/** A play did not go on: it awaits what is no step. */
class Stalled extends Error {}

const nothing = (): undefined => undefined;

class Explorer {
  readonly #ground: Ground;
  readonly #maxPaths: number;
  readonly #zone: string;
  #count = 0;
  /** Courses still to be played, each by its last choice; past it, the first option each time. */
  readonly #open: (Taken<FoundPath> | undefined)[] = [undefined];
  #passage: Passage | undefined;
  #calls: Called[] = [];
  #again: Played | undefined;
  #stop: (error: unknown) => void = nothing;
  readonly #definition: AnyDefinition;
  readonly #run: (journey: UntypedJourney) => Promise<string>;
  readonly #places: boolean;
  readonly #stopped: (path: Path) => void;

  constructor(definition: AnyDefinition, options: ExploreOptions) {
    const { catalog = shopCatalog, maxSteps, maxPaths } = options;
    const { events = 'early', places = false, stopped = nothing } = options;
    const { start, zone } = whenAndWhere(catalog, options);
    this.#maxPaths = maxPaths ?? 20_000;
    this.#zone = zone;
    this.#places = places;
    this.#stopped = stopped;
    this.#ground = {
      spec: specOf(definition),
      catalog,
      samples: new Samples(catalog),
      start,
      endOf: endsIn(zone),
      tree: new Tree(),
      maxSteps: maxSteps ?? 1_000,
      late: events === 'late',
      starts: [],
    };
    this.#run = (journey) => definition.run(journey as never);
    const place = places ? authorPlace : nothing;
    const run = (journey: UntypedJourney): Promise<string> =>
      this.#run(new Recording(journey, this.#event, this.#calls, place));
    this.#definition = { ...definition, run };
  }

  async explore(): Promise<Exploration> {
    while (this.#open.length > 0) await this.#breath();
    const { spec, start, tree } = this.#ground;
    return { journey: spec.id, spec, start, zone: this.#zone, paths: [...tree.leaves()] };
  }

  /** The entry event, as the code that is playing is given it. */
  readonly #event = (): unknown => {
    const passage = this.#passage;
    return passage && watchedEntry(passage.input.event, passage.entry.fork);
  };

  /**
   * Plays some courses, and then each once more, at another time: what a journey does may hang on its steps
   * alone. Plays go on in microtasks: a macrotask comes in between only when a run awaits something foreign.
   */
  async #breath(): Promise<void> {
    const stalled = setImmediate(() => this.#stop(new Stalled()));
    try {
      for (let i = 0; i < BREATH && this.#open.length > 0; i += ROUND) await this.#round();
    } catch (error) {
      const found = error instanceof Stalled ? await this.#foreignStep() : error;
      if (this.#passage) this.#stopped(this.#endOf(this.#passage, { state: 'stopped' }));
      throw found;
    } finally {
      clearImmediate(stalled);
      makeSteady();
    }
    await new Promise(setImmediate);
  }

  /** The same course once more, to see where it comes to stand. */
  async #foreignStep(): Promise<unknown> {
    if (!this.#passage) return new Stalled();
    const { course } = this.#passage;
    const places = new AwaitedPlaces();
    const passage = this.#begin(course.last, nothing, nothing);
    await new Promise(setImmediate);
    places.stop();
    return foreignStep(passage.world, places.last);
  }

  #begin(last: Taken<FoundPath> | undefined, finish: Finish, fail: Fail): Passage {
    const passage = new Passage(this.#ground, last);
    this.#passage = passage;
    this.#calls = [];
    passage.begin(this.#definition, finish, fail);
    return passage;
  }

  async #round(): Promise<void> {
    const played: Played[] = [];
    makeUnsteady(0);
    for (let i = 0; i < ROUND && this.#open.length > 0; i++) {
      played.push(this.#over(await new Promise<Snapshot>(this.#play)));
    }
    makeUnsteady(1);
    for (const one of played) {
      this.#again = one;
      const differs = await new Promise<Difference | undefined>(this.#replay);
      if (differs) throw await this.#notRepeatable(one.passage, differs);
    }
  }

  /** Plays the next course. One function for all plays, as below: they are many. */
  readonly #play = (finish: Finish, fail: Fail): void => {
    this.#stop = fail;
    this.#begin(this.#open.pop(), finish, fail);
  };

  #over(snapshot: Snapshot): Played {
    const passage = this.#passage as Passage;
    const { tree } = this.#ground;
    this.#endOf(passage, snapshot);
    if (++this.#count > this.#maxPaths) {
      const journey = this.#ground.spec.id;
      const step = mostParting(tree.leaves());
      throw new PermanentError('TOO_MANY_PATHS', { journey, count: this.#maxPaths, step });
    }
    tree.untried(this.#open);
    return { passage, calls: this.#calls };
  }

  #endOf(passage: Passage, stop: Pick<Snapshot, 'end' | 'why'> & { state: string }): FoundPath {
    const { course, world } = passage;
    const times = { at: passage.at, entered: world.entered };
    const last = course.last as Taken<FoundPath>;
    const places = this.#places ? this.#placesOf(passage) : undefined;
    const path = new FoundPath(last, course.recorded, stop, times, places);
    course.end(path);
    return path;
  }

  #placesOf({ verbs }: Passage): Places {
    const places = new Map<string, Place>();
    for (const [index, { place }] of this.#calls.entries()) {
      const step = verbs[index];
      if (step !== undefined && place !== undefined) places.set(step, place);
    }
    return places;
  }

  /** Plays once more what is to be played again. */
  readonly #replay = (tell: (difference: Difference | undefined) => void, fail: Fail): void => {
    this.#stop = fail;
    const { passage, calls } = this.#again as Played;
    this.#passage = passage;
    replay(this.#run, this.#event, { calls, returned: passage.returned }, tell);
  };

  async #notRepeatable(passage: Passage, { difference, index }: Difference): Promise<Error> {
    const place = await this.#unsteadyPlace(passage, index);
    return new PermanentError('NOT_REPEATABLE', {
      journey: this.#ground.spec.id,
      step: passage.stepOf(index),
      difference: place === undefined ? difference : `${difference}, by ${place}`,
    });
  }

  /** Where the author's code last asked for the time or a random number before its nth verb. */
  async #unsteadyPlace({ course }: Passage, verb: number): Promise<string | undefined> {
    let place: string | undefined;
    makeUnsteady(0, (what) => {
      if (this.#calls.length <= verb) place = `${what} at ${authorPlace() ?? 'a place unknown'}`;
    });
    await new Promise((finish) => this.#begin(course.last, finish, finish));
    makeSteady();
    return place;
  }
}

/** One exploration at a time: while it goes on, Date and Math.random are not what they are. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Every way through a journey: the very function, run again for each thing that can come of a step.
 * Paths part only where the journey looks at what came: at a send, where it reads whether it was sent; at an event,
 * once for it and once without it, and by sample where it reads what tells them apart. An event comes at the start
 * of a wait. Facts, segments, arms and effects part by their samples.
 * @throws PermanentError `JOURNEY_UNBOUNDED`, `TOO_MANY_PATHS`, `NOT_A_STEP`, `NOT_REPEATABLE`, `DATE_INVALID`, `ZONE_UNKNOWN`
 */
export function explore(
  definition: AnyDefinition,
  options: ExploreOptions = {},
): Promise<Exploration> {
  const exploring = turn.then(() => new Explorer(definition, options).explore());
  turn = exploring.then(nothing, nothing);
  return exploring;
}
