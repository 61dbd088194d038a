import type { UntypedJourney } from '../engine';
import { fresh } from './fresh';
import type { Place } from './source/places';
import { plainSent } from './watch';

/** One verb as the author's code called it, and what came of it. */
export interface Called {
  readonly verb: string;
  /** Its arguments, as another play can be compared with them. */
  readonly args: readonly unknown[];
  outcome: unknown;
  /** Left open for ever by the run's end or a fault: not settled. */
  settled: boolean;
  /** The author's line, where it was asked for. */
  readonly place?: Place | undefined;
}

type Verb = Exclude<keyof UntypedJourney, 'event'>;

/**
 * A journey whose verbs are all handled by one method. A class: an object with a getter of its own has a shape of its
 * own too, which lives on, and all that the getter knows with it.
 */
abstract class JourneyBy implements UntypedJourney {
  abstract get event(): unknown;
  protected abstract act(verb: Verb, args: unknown[]): Promise<never>;

  send(...args: unknown[]): Promise<never> {
    return this.act('send', args);
  }
  wait(...args: unknown[]): Promise<never> {
    return this.act('wait', args);
  }
  waitUntil(...args: unknown[]): Promise<never> {
    return this.act('waitUntil', args);
  }
  waitFor(...[events, options]: Parameters<UntypedJourney['waitFor']>): Promise<never> {
    const { of } = options;
    return this.act('waitFor', [events, of ? { ...options, of: plainSent(of) } : options]);
  }
  is(...args: unknown[]): Promise<never> {
    return this.act('is', args);
  }
  get(...args: unknown[]): Promise<never> {
    return this.act('get', args);
  }
  split(...args: unknown[]): Promise<never> {
    return this.act('split', args);
  }
  do(...args: unknown[]): Promise<never> {
    return this.act('do', args);
  }
}

/** What crosses the boundary of a run is shared with nobody. */
function own(args: unknown[]): readonly unknown[] {
  for (let i = 0; i < args.length; i++) args[i] = fresh(args[i]);
  return args;
}

/** A journey that does what the engine's does, and keeps a list of it. */
export class Recording extends JourneyBy {
  constructor(
    private readonly journey: UntypedJourney,
    private readonly entry: () => unknown,
    private readonly calls: Called[],
    private readonly place: () => Place | undefined,
  ) {
    super();
  }

  get event(): unknown {
    return this.entry();
  }

  protected act(verb: Verb, args: unknown[]): Promise<never> {
    const called: Called = {
      verb,
      args: own(args),
      outcome: undefined,
      settled: false,
      place: this.place(),
    };
    this.calls.push(called);
    const acting = (this.journey[verb] as (...args: readonly unknown[]) => Promise<never>)(
      ...called.args,
    );
    void acting.then((outcome) => {
      called.outcome = outcome;
      called.settled = true;
    });
    return acting;
  }
}

/** How two plays of one course differ, in words. */
export interface Difference {
  readonly difference: string;
  /** Which of the verbs of the first play. */
  readonly index: number;
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, index) => equal(one, b[index]));
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) =>
    equal((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}

const nameOf = ({ verb, args }: Pick<Called, 'verb' | 'args'>): string => {
  const what = args[0];
  const name = Array.isArray(what) ? what.join(' | ') : String(what);
  if (verb === 'wait' || verb === 'waitUntil') return verb;
  return verb === 'send' || verb === 'do' ? name : `${verb} ${name}`;
};

function differenceOf(called: Called | undefined, again: Pick<Called, 'verb' | 'args'>): string {
  const name = nameOf(again);
  return called && nameOf(called) === name ? 'it is asked for something else' : `then step ${name}`;
}

/** What the first play came to. */
interface First {
  readonly calls: readonly Called[];
  readonly returned: string | undefined;
}

/** A journey that answers what came of each verb, as long as the code calls the same ones. */
class Replaying extends JourneyBy {
  #next = 0;

  constructor(
    private readonly entry: () => unknown,
    private readonly first: First,
    private readonly tell: (difference: Difference | undefined) => void,
  ) {
    super();
  }

  get event(): unknown {
    return this.entry();
  }

  protected act(verb: Verb, args: unknown[]): Promise<never> {
    const { calls } = this.first;
    const called = calls[this.#next];
    if (called?.verb !== verb || !equal(called.args, own(args))) {
      return this.#differs(differenceOf(called, { verb, args }));
    }
    this.#next++;
    if (called.settled) return Promise.resolve(fresh(called.outcome) as never);
    if (this.#next === calls.length) this.tell(undefined);
    return new Promise(nothing);
  }

  over(end: string | undefined): void {
    if (this.#next < this.first.calls.length) void this.#differs('then nothing more');
    else if (end !== this.first.returned) void this.#differs('it ends otherwise');
    else this.tell(undefined);
  }

  #differs(difference: string): Promise<never> {
    this.tell({ difference, index: this.#next });
    return new Promise(nothing);
  }
}

/**
 * Runs the author's code once more over what came of its verbs, and nothing else: no engine, no world.
 * It must call the same verbs with the same arguments, and come to the same end.
 */
export function replay(
  run: (journey: UntypedJourney) => Promise<string>,
  event: () => unknown,
  first: First,
  tell: (difference: Difference | undefined) => void,
): void {
  const replaying = new Replaying(event, first, tell);
  run(replaying).then(
    (end) => {
      replaying.over(end);
    },
    () => {
      replaying.over(undefined);
    },
  );
}

const nothing = (): void => undefined;
