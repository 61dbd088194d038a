import type { WaitInput } from '../engine';
import { readClock } from '../store';
import type { Deps } from './call';
import type { Activities, ActivityDeps } from './context';
import { createSender } from './deliver';
import { createDo } from './do';
import { settleAbandoned } from './lost';
import { end, park } from './end';
import { get, is, split } from './reads';
import { currentReleaseOf, storedSpecs } from './releases';
import { recordedStep } from './step';
import { close, open } from './waits';

const LIMITS = { budgetMs: 2_000, leaseMs: 45_000, handOverMs: 20_000, pollMs: 200, atOnce: 10 };

const waitVerb = ({ kind }: WaitInput): string =>
  ({ for: 'wait', until: 'wait until', event: 'wait for' })[kind];

/** Every side effect of a run, over the store, the gate, the templates and the channels. */
export function createActivities(given: ActivityDeps): Activities {
  const deps: Deps = {
    ...given,
    specs: given.specs ?? storedSpecs(),
    limits: { ...LIMITS, ...given.limits },
    currentRelease: currentReleaseOf(given.store),
  };
  const sender = createSender(deps);
  const inOneTransaction = {
    do: createDo(deps),
    is: recordedStep<'is'>(deps, () => 'is', is),
    get: recordedStep<'get'>(deps, () => 'get', get),
    split: recordedStep<'split'>(deps, () => 'split', split),
    open: recordedStep<'open'>(deps, waitVerb, open),
    close: recordedStep<'close'>(deps, waitVerb, close),
    park: recordedStep<'park'>(deps, () => 'park', park),
    end: recordedStep<'end'>(deps, () => 'end', end),
  };
  return {
    local: {
      ...inOneTransaction,
      send: sender.local,
      clock: () => readClock(deps.store.db),
    },
    ordinary: { ...inOneTransaction, send: sender.ordinary },
    drain: () => sender.drain(),
    settleAbandoned: () => settleAbandoned(deps),
  };
}
