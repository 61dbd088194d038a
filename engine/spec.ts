import type { AnyDefinition } from './define';
import { parseDuration } from './duration';
import { PermanentError } from './thrown';
import type { EventMatch } from './match';
import { triggerProblem, type Trigger } from './trigger';

/** A definition without its story, as data: what a release says of each journey, and all the relay knows. */
export interface JourneySpec {
  readonly id: string;
  readonly title: string;
  readonly on: readonly EntrySpec[];
  readonly only?: string;
  readonly per?: string;
  /** `after` in ms. */
  readonly reenter?: 'always' | 'restart' | { readonly after: number };
  /** `within` in ms from entry. */
  readonly goal?: { readonly event: string; readonly within: number };
  readonly exit: readonly EventMatch[];
  /** Percent of customers held out, 0 to 100. */
  readonly holdout: number;
}

export type EntrySpec = EventMatch | { readonly event: string; readonly trigger: Trigger };

const list = <T>(one: T | readonly T[]): readonly T[] =>
  Array.isArray(one) ? (one as readonly T[]) : [one as T];

function entrySpec(on: unknown): EntrySpec {
  return typeof on === 'string' ? { event: on } : (on as EntrySpec);
}

function holdoutPercent(journey: string, text: string | undefined): number {
  if (text === undefined) return 0;
  const percent = /^\d+(\.\d+)?%$/.test(text) ? Number(text.slice(0, -1)) : Number.NaN;
  if (percent >= 0 && percent <= 100) return percent;
  throw new PermanentError('JOURNEY_INVALID', {
    journey,
    problem: `holdout '${text}' is not a percentage from 0% to 100%`,
  });
}

/**
 * @throws PermanentError `JOURNEY_INVALID` when a field cannot be meant, `DURATION_INVALID`, `CLOCK_INVALID`
 */
export function specOf(definition: AnyDefinition): JourneySpec {
  const { id, title, only, per, reenter, goal, exit } = definition;
  if (!/^[a-z][a-z0-9-]*$/.test(id)) {
    throw new PermanentError('JOURNEY_INVALID', {
      journey: id,
      problem: 'its id is not kebab-case',
    });
  }
  const on = list(definition.on as unknown).map(entrySpec);
  for (const entry of on) {
    const problem = 'trigger' in entry ? triggerProblem(entry.trigger) : undefined;
    if (problem !== undefined)
      throw new PermanentError('JOURNEY_INVALID', { journey: id, problem });
  }
  return {
    id,
    title,
    on,
    ...(only !== undefined && { only }),
    ...(per !== undefined && { per }),
    ...(reenter && {
      reenter: typeof reenter === 'object' ? { after: parseDuration(reenter.after) } : reenter,
    }),
    ...(goal && { goal: { event: goal.event, within: parseDuration(goal.within) } }),
    exit: (exit ?? []).map((match) => entrySpec(match) as EventMatch),
    holdout: holdoutPercent(id, definition.holdout),
  };
}
