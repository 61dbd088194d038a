import { outcomeLine, type Instant, type Json } from '../engine';
import type { Played } from './play';
import type { World } from './world';

/** A recorded outcome, as a store keeps it. */
export interface Row {
  readonly step: string;
  readonly value: Json;
  readonly at: Instant;
}

/** One step of a run as it can be compared between a preview and a real run: no ids, no dates. */
export interface TraceStep {
  readonly step: string;
  /** One line, such as `sent: email`, `waits`, `took Order Completed`, `timed out`. */
  readonly outcome: string;
  /** ms after entry. */
  readonly at: number;
  /** End of the wait that was opened, ms after entry. */
  readonly until?: number;
}

/** What became of one run: its outcomes in order, and its end. */
export interface Trace {
  readonly steps: readonly TraceStep[];
  /** Left out where it has none: it stands still. */
  readonly end?: string;
  /** Why it stands still, such as `parked: paused`. */
  readonly stands?: string;
  /** When it ended or came to stand, ms after entry. */
  readonly at: number;
}

const untilOf = (value: Json): Instant | undefined =>
  typeof value === 'object' && value !== null && 'until' in value && typeof value.until === 'number'
    ? value.until
    : undefined;

function lineOf(step: string, value: Json): string {
  if (step.startsWith('get ')) return JSON.stringify(value);
  if (!step.startsWith('wait')) return outcomeLine(value);
  const line = outcomeLine(value);
  if (line.startsWith('until ')) return 'waits';
  return line === 'timed out' && !step.startsWith('wait for ') ? 'over' : line;
}

/** The steps of a run from its rows, in the order in which they were written; its end step left out. */
export function traceSteps(rows: readonly Row[], entry: Instant): TraceStep[] {
  return rows
    .filter(({ step }) => step !== 'end')
    .map(({ step, value, at }) => {
      const until = untilOf(value);
      return {
        step,
        outcome: lineOf(step, value),
        at: at - entry,
        ...(until !== undefined && { until: until - entry }),
      };
    });
}

/** What became of a play. */
export function traceOf(world: World, { snapshot, at }: Played): Trace {
  const { state, why, end } = snapshot;
  return {
    steps: traceSteps(world.rows, world.entered),
    ...(state === 'ended' ? { end: end ?? '' } : { stands: `${state}: ${why ?? ''}` }),
    at: at - world.entered,
  };
}
