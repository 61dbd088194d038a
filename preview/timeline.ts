import { parseDuration, type Instant } from '../engine';
import type { Row } from './trace';
import type { Happening } from './scenario';

interface Waiting {
  readonly happening: Happening;
  /** Left out: counted from a step that is not recorded yet. */
  readonly at?: Instant;
}

/** What is still to happen, in order of its instants; at one instant, as the scenario lists it. */
export class Timeline {
  #waiting: readonly Waiting[];

  constructor(happens: readonly Happening[], entry: Instant) {
    this.#waiting = happens.map((happening) =>
      'of' in happening
        ? { happening }
        : { happening, at: entry + (happening.at ? parseDuration(happening.at) : 0) },
    );
  }

  /** A step was recorded: what is counted from it has its instant now. */
  recorded({ step, value, at }: Row): void {
    const isSkipped =
      typeof value === 'object' &&
      value !== null &&
      'status' in value &&
      value.status === 'skipped';
    if (isSkipped) return;
    this.#waiting = this.#waiting.map((one) => {
      const { happening } = one;
      if (one.at !== undefined || !('of' in happening)) return one;
      if (happening.of !== step && `${happening.of}#1` !== step) return one;
      return { ...one, at: at + (happening.after ? parseDuration(happening.after) : 0) };
    });
  }

  /** Takes the next thing, if it happens by `until`. */
  next(until: Instant | undefined): { happening: Happening; at: Instant } | undefined {
    let first: Waiting | undefined;
    for (const one of this.#waiting) {
      if (one.at !== undefined && (first?.at === undefined || one.at < first.at)) first = one;
    }
    if (first?.at === undefined || (until !== undefined && first.at > until)) return undefined;
    this.#waiting = this.#waiting.filter((one) => one !== first);
    return { happening: first.happening, at: first.at };
  }
}
