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

type Act = (verb: string, args: readonly unknown[]) => Promise<never>;

/** A journey whose verbs are all handled by one function. Methods: what makes many a second names no functions. */
function journeyBy(event: () => unknown, act: Act): UntypedJourney {
  return {
    get event() {
      return event();
    },
    send(...args) {
      return act('send', args);
    },
    wait(...args) {
      return act('wait', args);
    },
    waitUntil(...args) {
      return act('waitUntil', args);
    },
    waitFor(events, options) {
      const { of } = options;
      return act('waitFor', [events, of ? { ...options, of: plainSent(of) } : options]);
    },
    is(...args) {
      return act('is', args);
    },
    get(...args) {
      return act('get', args);
    },
    split(...args) {
      return act('split', args);
    },
    do(...args) {
      return act('do', args);
    },
  };
}

/** A journey that does what the engine's does, and keeps a list of it. */
export function recording(
  journey: UntypedJourney,
  event: () => unknown,
  calls: Called[],
  place: () => Place | undefined,
): UntypedJourney {
  return journeyBy(event, (verb, args) => {
    // What crosses the boundary of a run is shared with nobody.
    const called: Called = {
      verb,
      args: fresh(args),
      outcome: undefined,
      settled: false,
      place: place(),
    };
    calls.push(called);
    const act = journey[verb as 'do'] as (...args: readonly unknown[]) => Promise<never>;
    const acting = act(...called.args);
    void acting.then((outcome) => {
      called.outcome = outcome;
      called.settled = true;
    });
    return acting;
  });
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

/**
 * Runs the author's code once more over what came of its verbs, and nothing else: no engine, no world.
 * It must call the same verbs with the same arguments, and come to the same end.
 */
export function replay(
  run: (journey: UntypedJourney) => Promise<string>,
  event: () => unknown,
  { calls, returned }: { readonly calls: readonly Called[]; readonly returned: string | undefined },
  tell: (difference: Difference | undefined) => void,
): void {
  let next = 0;
  const differs = (difference: string): Promise<never> => {
    tell({ difference, index: next });
    return new Promise(nothing);
  };
  const journey = journeyBy(event, (verb, args) => {
    const called = calls[next];
    const again = { verb, args: fresh(args) };
    if (!called || nameOf(called) !== nameOf(again)) return differs(`then step ${nameOf(again)}`);
    if (!equal(called.args, again.args)) return differs('it is asked for something else');
    next++;
    if (called.settled) return Promise.resolve(fresh(called.outcome) as never);
    if (next === calls.length) tell(undefined);
    return new Promise(nothing);
  });
  const over = (end: string | undefined): void => {
    if (next < calls.length) void differs('then nothing more');
    else if (end !== returned) void differs('it ends otherwise');
    else tell(undefined);
  };
  run(journey).then(over, () => over(undefined));
}

const nothing = (): void => undefined;
