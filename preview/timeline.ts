import { parseDuration, type Instant, type Sent } from '../engine';
import type { Row } from './trace';
import type { Happening } from './scenario';

interface Waiting {
  readonly happening: Happening;
  /** Left out: counted from a step that is not recorded yet. */
  readonly at?: Instant;
  /** The message that it comes of. */
  readonly message?: string;
}

/** What happens, and when. */
export type Coming = Waiting & { readonly at: Instant };

/** What is still to happen, in order of its instants; at one instant, as the scenario lists it. */
export class Timeline {
  #waiting: readonly Waiting[];

  constructor(events: readonly Happening[], entry: Instant) {
    this.#waiting = events.map((happening) =>
      'of' in happening
        ? { happening }
        : { happening, at: entry + (happening.at ? parseDuration(happening.at) : 0) },
    );
  }

  /** A step was recorded: what is counted from it has its instant now. */
  recorded({ step, value, at }: Row): void {
    const sent = (typeof value === 'object' ? value : {}) as Partial<Sent & { message: string }>;
    if (sent?.status === 'skipped') return;
    const message = sent?.message;
    this.#waiting = this.#waiting.map((one) => {
      const { happening } = one;
      if (one.at !== undefined || !('of' in happening)) return one;
      if (happening.of !== step && `${happening.of}#1` !== step) return one;
      const when = at + (happening.after ? parseDuration(happening.after) : 0);
      return { ...one, at: when, ...(message !== undefined && { message }) };
    });
  }

  /** Takes the next thing, if it happens by `until`. */
  next(until: Instant | undefined): Coming | undefined {
    let first: Waiting | undefined;
    for (const one of this.#waiting) {
      if (one.at !== undefined && (first?.at === undefined || one.at < first.at)) first = one;
    }
    if (first?.at === undefined || (until !== undefined && first.at > until)) return undefined;
    this.#waiting = this.#waiting.filter((one) => one !== first);
    return { ...first, at: first.at };
  }

  /** What has not happened: the story came to no such step, or was over before. */
  get left(): readonly Happening[] {
    return this.#waiting.map(({ happening }) => happening);
  }
}
