import { PermanentError, type Step } from '../engine';
import type { World } from './world';

const MAX_STEPS = 10_000;
/** How much of a run is looked at to name its loop. */
const TAIL = 200;

/** A loop has no beginning: told from the name that sorts first, it is always told alike. */
function fromFirst(loop: readonly string[]): readonly string[] {
  const start = loop.indexOf([...loop].sort()[0] ?? '');
  return [...loop.slice(start), ...loop.slice(0, start)];
}

/** Names without occurrence, as long as they are the same round after round. */
function loopOf(names: readonly string[]): string {
  for (let length = 1; length <= names.length / 2; length++) {
    const repeats = names.every((name, i) => i < length || name === names[i - length]);
    if (repeats) return fromFirst(names.slice(-length)).join(' → ');
  }
  return [...new Set(names)].join(', ');
}

/** Counts the calls of one play. */
export class Bounds {
  #count = 0;
  #tail: string[] | undefined;

  constructor(
    private readonly journey: string,
    private readonly max = MAX_STEPS,
  ) {}

  /** @throws PermanentError `JOURNEY_UNBOUNDED`, naming the loop */
  count(step: Step): void {
    this.#count++;
    if (this.#count > this.max - TAIL) {
      (this.#tail ??= []).push(step.name.replace(/#\d+( closed)?$/, ''));
    }
    if (this.#count <= this.max) return;
    throw new PermanentError('JOURNEY_UNBOUNDED', {
      journey: this.journey,
      count: this.max,
      loop: loopOf(this.#tail ?? []),
    });
  }
}

/** What to say of a run that neither ended nor sits in a step. @param place - of the `await`, where it is known */
export function foreignStep({ spec, rows }: World, place?: string): PermanentError {
  const last = rows.at(-1);
  return new PermanentError('NOT_A_STEP', {
    journey: spec.id,
    after: last?.step ?? 'its start',
    place: place === undefined ? '\n' : `\nIt stands at ${place}.\n`,
  });
}
