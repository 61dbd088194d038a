import { catalog as shopCatalog, type ShopCatalog } from '../catalog';
import {
  parseDuration,
  specOf,
  type AnyDefinition,
  type Bell,
  type EventRecord,
  type Instant,
  type Json,
  type JourneySpec,
  type RunInput,
  type TurnedAway,
} from '../engine';
import { scenarioAnswers, type Standing } from './answers';
import { Bounds, foreignStep } from './bounds';
import { cannotPlay } from './cannot-play';
import { Customer, propertiesOf } from './customer';
import { Chapter, Diary } from './diary';
import { endsIn } from './ends';
import { entryOf, quietSince, turnedAway } from './entry';
import { inputOf } from './input';
import { Play, type Stage } from './play';
import type { Consent, Scenario, ScenarioEvent } from './scenario';
import { Simulated } from './simulated';
import { takenBack } from './taken-back';
import { changeOf } from './telling/changes';
import { pastOfItsOwn, withOwnIds } from './telling/own-ids';
import { Timeline, type Coming } from './timeline';
import { traceOf, type Trace } from './trace';
import { whenAndWhere } from './when-where';
import { World } from './world';

export interface SimulateOptions {
  /** The shop's. */
  readonly catalog?: ShopCatalog;
  /** Calls after which a run counts as going round for ever. 10,000. */
  readonly maxSteps?: number;
  /**
   * Plays each turn twice, as a crash or a late event makes a worker do. Given facts and segments
   * hold for the second time only. The trace is the same, for a step's first outcome stays.
   */
  readonly twice?:
    | true
    | {
        readonly facts?: Readonly<Record<string, Json>>;
        readonly segments?: Readonly<Record<string, boolean>>;
      };
}

const iso = (instant: Instant): string => new Date(instant).toISOString();

/** A scenario being played: the customer, the run's world, and what is still to happen. */
class Simulation implements Stage, Standing {
  paused = false;
  erased = false;
  readonly broken: Set<string>;
  readonly input: RunInput;
  readonly world: World;
  readonly diary: Diary;
  readonly timeline: Timeline;
  readonly chapter: Chapter | undefined;
  /** Why the journey did not take them in. */
  readonly away: TurnedAway | undefined;
  readonly #customer: Customer;
  readonly #bounds: Bounds;
  #events = 0;
  #undo: (() => void) | undefined;

  constructor(
    spec: JourneySpec,
    scenario: Scenario & { readonly zone: string },
    readonly start: Instant,
    private readonly options: SimulateOptions,
  ) {
    const catalog = options.catalog ?? shopCatalog;
    this.#customer = new Customer(catalog, scenario, 'customer', start);
    this.diary = Diary.of(catalog, start, scenario);
    this.#bounds = new Bounds(spec.id, options.maxSteps);
    this.broken = new Set(scenario.broken);
    const quiet = quietSince(spec, scenario, start);
    const entry = entryOf(catalog, spec, scenario.entry ?? {}, quiet);
    const { events = [] } = withOwnIds(scenario, entry, catalog);
    this.timeline = new Timeline(events, start);
    for (const past of pastOfItsOwn(scenario, entry, catalog)) {
      this.#customer.happened(past, start - parseDuration(past.ago));
    }
    const event = this.#record(entry, start);
    this.input = inputOf(spec, event);
    this.away = turnedAway(spec, scenario, this.#customer, event, start);
    if (this.away !== undefined) this.diary.turnedAway(spec.id, this.away, start);
    else
      this.chapter = this.diary.begin(this.input, spec.title, propertiesOf(catalog, entry), start);
    const answers = scenarioAnswers({
      customer: this.#customer,
      scenario,
      standing: this,
      world: () => this.world,
    });
    const noted = Chapter.noting(answers, () => this.chapter);
    const endOf = endsIn(scenario.zone);
    this.world = new World(this.input, spec, start, endOf, noted, (row) => {
      this.timeline.recorded(row);
      this.chapter?.recorded(row);
    });
  }

  #record(event: ScenarioEvent, at: Instant): EventRecord {
    const { problems, known } = this.#customer.check(event);
    if (!known || problems.length > 0) {
      const why = known ? problems.join('; ') : 'the catalogue has no such event';
      throw cannotPlay(`${event.event}: ${why}`);
    }
    const properties = this.#customer.happened(event, at);
    return { id: `event ${this.#events++}`, name: event.event, at: iso(at), properties };
  }

  told(trace: Trace): Simulated {
    const { entries, messages } = this.diary;
    return new Simulated(trace, { entries, messages, left: this.timeline.left });
  }

  call: Stage['call'] = (name, input, step, now) => {
    this.#bounds.count(step);
    return this.world.call(name, input, step, now);
  };

  next(now: Instant, until: Instant | undefined): { at: Instant; bell?: Bell } | undefined {
    this.#undo?.();
    this.#undo = undefined;
    const next = this.timeline.next(until);
    if (!next) return undefined;
    const at = Math.max(now, next.at);
    const bell = this.#happen(next, at);
    return bell ? { at, bell } : { at };
  }

  again(): boolean {
    const { twice } = this.options;
    if (!twice) return false;
    const { standing } = this.#customer;
    this.#undo = () => this.#customer.restore(standing);
    if (twice !== true) this.#customer.set(twice);
    return true;
  }

  track: Standing['track'] = (event, properties, now) => {
    this.diary.event(event, properties, now, 'journey');
    this.#accept({ event, properties }, now);
  };

  #happen({ happening: what, message }: Coming, at: Instant): Bell | undefined {
    if ('event' in what) {
      const about = { ...this.world.asked(what.event), ...(message !== undefined && { message }) };
      const properties = propertiesOf(this.#customer.catalog, what, about);
      this.diary.event(what.event, properties, at);
      const bell = this.#accept({ event: what.event, properties }, at);
      const words = takenBack(this.#customer.catalog, what.event, properties);
      return words.length > 0 ? (this.#hear(words, at) ?? bell) : bell;
    }
    for (const change of changeOf(what)) this.diary.changed(change, at);
    if ('facts' in what || 'segments' in what) this.#customer.set(what);
    else if ('mended' in what) this.broken.delete(what.mended);
    else if ('consent' in what) return this.#hear([what.consent], at);
    else if ('erased' in what) {
      this.erased = true;
      return this.#give('erased');
    } else if ('operator' in what) return this.#operate(what.operator, what.step);
    return undefined;
  }

  /** What they say of consents. */
  #hear(words: readonly Consent[], at: Instant): Bell | undefined {
    for (const word of words) this.#customer.said(word, at);
    const isOver = this.#customer.hasWithdrawn(this.input.journey);
    return isOver ? this.#give('consent withdrawn') : undefined;
  }

  #accept(event: ScenarioEvent, at: Instant): Bell | undefined {
    const { only } = this.world.spec;
    const record = this.#record(event, at);
    const mayEnter = only === undefined || this.#customer.isIn(only, at);
    return this.world.accept(record, at, mayEnter);
  }

  #give(verdict: string): Bell {
    this.world.give(verdict);
    return { kind: 'event', id: verdict };
  }

  #operate(
    action: 'pause' | 'resume' | 'skip' | 'retry' | 'end',
    step: string | undefined,
  ): Bell | undefined {
    if (action === 'pause' || action === 'resume') this.paused = action === 'pause';
    // A pause wakes nobody: it is met at the next gate.
    if (action === 'pause') return undefined;
    if (action === 'end') this.world.give('ended by operator');
    return { kind: 'control', action, ...(step !== undefined && { step }) };
  }
}

/**
 * Plays one customer's way through a journey in virtual time, with the meaning that a real run has:
 * the same engine, gate, facts and waits; a year takes as long as its steps.
 * @throws PermanentError `SCENARIO_INVALID`, `DATE_INVALID`, `ZONE_UNKNOWN`, `JOURNEY_UNBOUNDED`, `NOT_A_STEP`
 */
export async function simulate(
  definition: AnyDefinition,
  scenario: Scenario = {},
  options: SimulateOptions = {},
): Promise<Simulated> {
  const { catalog = shopCatalog } = options;
  const { start, zone } = whenAndWhere(catalog, scenario);
  const simulation = new Simulation(specOf(definition), { ...scenario, zone }, start, options);
  const { away } = simulation;
  if (away !== undefined)
    return simulation.told({ steps: [], stands: `not entered: ${away}`, at: 0 });
  const play = new Play(definition, simulation.input, simulation, start);
  // The run goes on in microtasks: one still open at the next macrotask awaits something foreign.
  const stalled = setImmediate(() => play.stop(foreignStep(simulation.world)));
  try {
    const played = await play.play();
    simulation.chapter?.over(played.snapshot, played.at);
    return simulation.told(traceOf(simulation.world, played));
  } finally {
    clearImmediate(stalled);
  }
}
