import { catalog as shopCatalog, type ShopCatalog } from '../../catalog';
import { specOf, type AnyDefinition } from '../../engine';
import type { TemplateSources } from '../../messages';
import type { ExploreOptions } from '../exploration';
import type { Place } from '../source/places';
import type { Unreached } from '../source/reached';
import { injectedInto, type Injection } from './inject';
import { exceptions as allowed, policies as all, type Exception } from './policies';
import { siteOf, type Breach, type Checked, type Policy } from './policy';
import { survey, type Surveyed } from './survey';
import { toldPath, type ToldMoment } from './told';
import { Templates, trialsOf } from './trials';
import type { Walk } from './walk';

export interface CheckOptions extends Pick<
  ExploreOptions,
  'zone' | 'start' | 'maxSteps' | 'maxPaths'
> {
  /** The shop's. */
  readonly catalog?: ShopCatalog;
  /** Path below templates/ → text. */
  readonly templates: TemplateSources;
  /** Journeys that run beside those that are checked. */
  readonly beside?: readonly AnyDefinition[];
  /** Branches of a journey's code that no sample led to, asked for once all is explored. */
  readonly unreached?: (journey: AnyDefinition) => readonly Unreached[];
  /** Those of the house. */
  readonly policies?: readonly Policy[];
  readonly exceptions?: readonly Exception[];
}

/** One policy that one journey breaks, at one line: on the shortest path that does. */
export interface Broken {
  readonly policy: string;
  readonly guards: string;
  readonly says: string;
  /** The author's line, where it is known. */
  readonly place?: Place;
  readonly step?: string;
  /** As far as the moment at which it is broken; of the journey as a whole, none. */
  readonly path: readonly ToldMoment[];
}

export interface CheckedJourney {
  readonly journey: string;
  readonly title: string;
  /** How many ways through it were looked at, with those on which something was injected. */
  readonly paths: number;
  readonly broken: readonly Broken[];
  /** Broken, and allowed by name. */
  readonly excused: readonly Exception[];
}

export interface CheckReport {
  readonly policies: readonly Pick<Policy, 'id' | 'guards'>[];
  readonly journeys: readonly CheckedJourney[];
}

interface Held {
  readonly definition: AnyDefinition;
  readonly surveyed: Surveyed;
  readonly order: number;
  unreached: readonly Unreached[];
}

/** Counts the walks that policies were given. */
class Injected {
  count = 0;

  constructor(private readonly journey: Omit<Checked, 'injected'>) {}

  readonly of = (injection: Injection): Iterable<Walk> => this.#each(injection);

  *#each(injection: Injection): Generator<Walk> {
    for (const walk of this.journey.walks) {
      for (const injected of injectedInto(this.journey, walk, injection)) {
        this.count++;
        yield injected;
      }
    }
  }
}

const isShorter = (a: Breach, b: Breach): boolean => {
  const turns = (a.walk?.turns ?? 0) - (b.walk?.turns ?? 0);
  return turns < 0 || (turns === 0 && (a.at?.at ?? 0) < (b.at?.at ?? 0));
};

/** What tells one breach of a policy from another: its line, else its step. */
const keyOf = ({ place, at, says, walk }: Breach): string => {
  if (place !== undefined) return place;
  if (at) return siteOf(at);
  return walk ? 'the journey' : says;
};

/** Of each line, the breach on the shortest walk. */
function shortest(breaches: Iterable<Breach>): readonly Breach[] {
  const found = new Map<string, Breach>();
  for (const breach of breaches) {
    const key = keyOf(breach);
    const known = found.get(key);
    if (!known || isShorter(breach, known)) found.set(key, breach);
  }
  return [...found.values()];
}

function brokenBy({ id, guards }: Policy, breach: Breach, journey: Checked): Broken {
  const { says, at, place = at?.place } = breach;
  const { spec, catalog, start, zone } = journey;
  return {
    ...{ policy: id, guards, says },
    ...(place !== undefined && { place }),
    ...(at?.step !== undefined && { step: at.step }),
    path: toldPath(breach, { journey: spec.id, catalog, start, zone }),
  };
}

class Check {
  readonly #catalog: ShopCatalog;
  readonly #templates: Templates;
  #held: readonly Held[] = [];

  constructor(private readonly options: CheckOptions) {
    this.#catalog = options.catalog ?? shopCatalog;
    this.#templates = new Templates(options.templates, this.#catalog);
  }

  async check(journeys: readonly AnyDefinition[]): Promise<CheckReport> {
    const { beside = [], policies = all } = this.options;
    const ids = new Set(journeys.map(({ id }) => id));
    const others = beside.filter(({ id }) => !ids.has(id));
    const held: Held[] = [];
    for (const definition of [...journeys, ...others]) {
      const order = held.length;
      const depth = order < journeys.length ? 'full' : 'plain';
      const surveyed = await survey(definition, this.#catalog, this.options, depth);
      held.push({ definition, surveyed, order, unreached: [] });
    }
    this.#held = held;
    for (const one of held.filter(({ surveyed }) => !surveyed.stopped))
      one.unreached = this.options.unreached?.(one.definition) ?? [];
    const checked: CheckedJourney[] = [];
    for (const one of held.slice(0, journeys.length)) checked.push(await this.#journey(one));
    return { policies: policies.map(({ id, guards }) => ({ id, guards })), journeys: checked };
  }

  async #journey(held: Held): Promise<CheckedJourney> {
    const { policies = all, exceptions = allowed } = this.options;
    const { definition } = held;
    const { start, zone, walks } = held.surveyed;
    const trials = await trialsOf(walks, this.#templates, { catalog: this.#catalog, start, zone });
    const { journey, injected } = this.#checked(held, trials);
    const broken = policies.flatMap((policy) =>
      shortest(policy.breaches(journey)).map((breach) => brokenBy(policy, breach, journey)),
    );
    const { stopped } = held.surveyed;
    if (stopped && broken.length === 0) throw stopped.error;
    const excused = exceptions.filter(
      (one) => one.journey === definition.id && broken.some(({ policy }) => policy === one.policy),
    );
    const isExcused = ({ policy }: Broken): boolean => excused.some((one) => one.policy === policy);
    return {
      ...{ journey: definition.id, title: definition.title },
      paths: walks.length + injected.count,
      broken: broken.filter((one) => !isExcused(one)),
      excused,
    };
  }

  #checked(held: Held, trials: Checked['trials']): { journey: Checked; injected: Injected } {
    const { definition, surveyed, order, unreached } = held;
    const rest = {
      ...surveyed,
      ...{ spec: specOf(definition), catalog: this.#catalog, order, trials, unreached },
    };
    const others = this.#held.filter((one) => one !== held);
    const journey = {
      ...rest,
      others: trials === NONE ? [] : others.map((one) => this.#checked(one, NONE).journey),
    };
    const injected = new Injected(journey);
    return { journey: { ...journey, injected: injected.of }, injected };
  }
}

/** Of journeys that are looked at only for what they send beside another. */
const NONE: Checked['trials'] = [];

/**
 * Holds journeys to the policies of the house, on every way that somebody can take through them.
 * @throws PermanentError what `explore` throws, where no policy is about it
 */
export const check = (
  journeys: readonly AnyDefinition[],
  options: CheckOptions,
): Promise<CheckReport> => new Check(options).check(journeys);
