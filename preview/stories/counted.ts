import type { AnyDefinition } from '../../engine';
import { backtest, type BacktestOptions, type PastEvent, type PastRun } from '../backtest';
import { UNDER_WAY } from '../backtest/clock';
import { count, type Counts } from '../backtest/tally';
import type { Path } from '../path';
import type { Headcount } from './headcount';
import { storyTeller, type Stories } from './stories';

export interface Counted {
  readonly headcount: Headcount;
  /** How many runs took this path. Paths that differ by nothing that can be seen are counted at the first of them. */
  readonly runs: (path: Path) => number;
}

export interface PastOptions extends Omit<BacktestOptions, 'each'> {
  /** As people call it. */
  readonly file: string;
}

/**
 * How many of a real history took each path of a journey, by a backtest of it.
 * @param told - of this very journey
 * @throws PermanentError as `backtest` does
 */
export async function counted(
  told: Stories,
  definition: AnyDefinition,
  events: readonly PastEvent[],
  { file, ...options }: PastOptions,
): Promise<Counted> {
  const storyOf = storyTeller(told);
  const runs = new Map<Path, number>();
  const untold: Counts = {};
  let underWay = 0;
  const each = ({ trace }: PastRun): void => {
    if (trace.stands === UNDER_WAY) {
      underWay++;
      return;
    }
    const path = storyOf(trace)?.path;
    if (path) runs.set(path, (runs.get(path) ?? 0) + 1);
    else count(untold, trace.end ?? `stands still: ${trace.stands ?? ''}`);
  };
  const { history, entries } = await backtest(definition, events, { ...options, each });
  const { entered, heldOut, customers } = entries;
  return {
    headcount: { file, history, entered, heldOut, customers, underWay, untold },
    runs: (path) => runs.get(path) ?? 0,
  };
}

/** The stories, each with how many runs took it. */
export function withRuns(told: Stories, { headcount, runs }: Counted): Stories {
  const stories = told.stories.map((story) => ({
    ...story,
    runs: story.paths.reduce((sum, path) => sum + runs(path), 0),
  }));
  return { ...told, stories, headcount };
}
