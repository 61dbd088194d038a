import { catalog as shopCatalog, type ShopCatalog } from '../catalog';
import { PermanentError, specOf, type AnyDefinition } from '../engine';
import { foreignStep } from './bounds';
import { endsIn } from './ends';
import { Exploring, type Ground } from './exploring';
import { found, inOrder, mostParting, type Found, type Path } from './path';
import { Play, type Played } from './play';
import { firstDifference } from './repeat';
import { Samples } from './samples';
import { makeSteady, makeUnsteady } from './unsteady';
import { watched } from './watch';

export interface ExploreOptions {
  /** The shop's. */
  readonly catalog?: ShopCatalog;
  /** Entry, ISO 8601 instant. Monday 5 January 2026, 10:00 UTC. */
  readonly start?: string;
  /** The customer's IANA zone. UTC. */
  readonly zone?: string;
  /** Calls after which one path counts as going round for ever. 1,000. */
  readonly maxSteps?: number;
  /** 20,000. */
  readonly maxPaths?: number;
}

export interface Exploration {
  readonly journey: string;
  /** In the order of the story: at each fork the plain course first. */
  readonly paths: readonly Path[];
}

const START = '2026-01-05T10:00:00Z';
/** Plays between two breaths that the rest of the process may take. */
const BREATH = 500;

interface Playing {
  readonly play: Play;
  readonly stage: Exploring;
}

class Explorer {
  readonly #ground: Ground;
  readonly #maxPaths: number;
  readonly #found: Found[] = [];
  /** Courses still to be played: what to choose at each fork, past the end the first option. */
  readonly #scripts: (readonly number[])[] = [[]];
  #playing: Playing | undefined;

  constructor(
    private readonly definition: AnyDefinition,
    { catalog = shopCatalog, start = START, zone = 'UTC', maxSteps, maxPaths }: ExploreOptions,
  ) {
    const instant = Date.parse(start);
    if (Number.isNaN(instant)) throw new PermanentError('DATE_INVALID', { value: start });
    this.#maxPaths = maxPaths ?? 20_000;
    this.#ground = {
      spec: specOf(definition),
      catalog,
      samples: new Samples(catalog),
      start: instant,
      endOf: endsIn(zone),
      root: {},
      maxSteps: maxSteps ?? 1_000,
    };
  }

  async explore(): Promise<Exploration> {
    while (this.#scripts.length > 0) await this.#breath();
    const paths = this.#found.sort(inOrder).map(({ path }) => path);
    return { journey: this.#ground.spec.id, paths };
  }

  /**
   * Plays go on in microtasks alone: a macrotask comes in between only when a run awaits something
   * foreign.
   */
  async #breath(): Promise<void> {
    const stalled = setImmediate(() => {
      if (this.#playing) this.#playing.play.stop(foreignStep(this.#playing.stage.world));
    });
    try {
      for (let i = 0; i < BREATH; i++) {
        const script = this.#scripts.pop();
        if (!script) break;
        await this.#walk(script);
      }
    } finally {
      clearImmediate(stalled);
      makeSteady();
    }
    await new Promise(setImmediate);
  }

  /** Plays a course twice: what a journey does may hang on its steps alone. */
  async #walk(script: readonly number[]): Promise<void> {
    makeUnsteady(0);
    const { stage, played } = await this.#play(script);
    const { course, world, asked } = stage;
    makeUnsteady(1);
    const second = await this.#play(course.indices);
    const journey = world.spec.id;
    const difference = firstDifference(asked, second.stage.asked);
    if (difference) throw new PermanentError('NOT_REPEATABLE', { journey, ...difference });
    this.#found.push(found(course, world, played));
    if (this.#found.length > this.#maxPaths) {
      const step = mostParting(this.#found);
      throw new PermanentError('TOO_MANY_PATHS', { journey, count: this.#maxPaths, step });
    }
    this.#scripts.push(...course.others());
  }

  async #play(script: readonly number[]): Promise<{ stage: Exploring; played: Played }> {
    const stage = new Exploring(this.#ground, script);
    const { start } = this.#ground;
    const play = new Play(watched(this.definition, stage), stage.input, stage, start);
    this.#playing = { play, stage };
    return { stage, played: await play.play() };
  }
}

/** One exploration at a time: while it goes on, Date and Math.random are not what they are. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Every way through a journey: the very function, run again for each thing that can come of a step.
 * A send parts only where the journey looks at what became of it; an event comes at the start of a
 * wait, in each of its samples, or not at all; facts, segments, arms and effects by their samples.
 * @throws PermanentError `JOURNEY_UNBOUNDED`, `TOO_MANY_PATHS`, `NOT_A_STEP`, `NOT_REPEATABLE`
 */
export function explore(
  definition: AnyDefinition,
  options: ExploreOptions = {},
): Promise<Exploration> {
  const exploring = turn.then(() => new Explorer(definition, options).explore());
  turn = exploring.catch(() => undefined);
  return exploring;
}
