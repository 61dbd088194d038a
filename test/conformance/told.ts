import { MINUTE } from '../../engine';
import { traceSteps, type Path, type Trace } from '../../preview';
import type { RunDetail } from '../../store';

/** A path in one line: where it left the plain course, and its end. */
export const titleOf = ({ choices, trace }: Path): string =>
  [
    ...choices.filter(({ plain }) => !plain).map(({ step, chose }) => `${step}: ${chose}`),
    trace.end,
  ].join(' | ');

/**
 * The real trace as the simulation tells it. A real clock goes on between steps: an instant of a step
 * is as told when it lies within a minute after it; a wait ends as told when it has the very instant
 * (waits by wall clock), or the very length (waits by duration).
 */
export function asTold(run: RunDetail, told: Trace): Trace {
  const steps = traceSteps(run.steps, run.enteredAt).map((step, i) => {
    const other = told.steps[i];
    if (!other) return step;
    const inTime = step.at >= other.at && step.at - other.at < MINUTE;
    const sameEnd = step.until === other.until;
    const { until = 0 } = step;
    const sameLength = until - step.at === (other.until ?? 0) - other.at;
    return {
      ...step,
      ...(inTime && { at: other.at }),
      ...((sameEnd || sameLength) && other.until !== undefined && { until: other.until }),
    };
  });
  return { steps, end: run.end ?? '', at: told.at };
}

/** The first channel of the plain course is what the gate works out: this shop has them all. */
export const withoutSkips = ({ steps }: Trace): string[] =>
  steps
    .filter(({ step }) => !step.endsWith(' closed'))
    .map(({ step, outcome }) => `${step}: ${outcome}`);

/** Of many paths so few that everything that can come of each step, and each end, is among them. */
export function covering(paths: readonly Path[]): Path[] {
  const seen = new Set<string>();
  return paths.filter(({ choices, trace }) => {
    const all = [...choices.map(({ step, chose }) => `${step}: ${chose}`), `end: ${trace.end}`];
    const fresh = all.filter((one) => !seen.has(one));
    for (const one of fresh) seen.add(one);
    return fresh.length > 0;
  });
}

/** What each journey's effects issue, which a path does not say. */
export const OFFERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  welcome: { 'issue-offer#1': 'welcome-10' },
  'win-back': { 'issue-offer#1': 'win-back-10', 'issue-offer#2': 'win-back-20' },
};
