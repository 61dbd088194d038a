import type { Instant, Json, WaitInput } from '../engine';
import type { Act } from './act';
import type { ForkKind, Taken } from './forks';
import type { Place } from './source/places';
import { traceSteps, type Trace } from './trace';

/** What came of a step of which more than one thing can come. */
export interface Choice {
  readonly step: string;
  readonly kind: ForkKind;
  /** In words: `sent`, `no address`, `Order Completed, one disc`, `nothing`. */
  readonly chose: string;
  /** The first thing that can come of the step: what a story need not tell. */
  readonly plain: boolean;
  readonly value: Json | undefined;
  /** All that was tried here, in words. */
  readonly among: readonly string[];
  /** Of what happens in a wait: which wait. */
  readonly wait?: WaitInput;
}

/** One way through a journey. */
export interface Path {
  readonly choices: readonly Choice[];
  /** Sends and effects, in order. */
  readonly acts: readonly Act[];
  readonly trace: Trace;
  /** The author's line of each step, where it was asked for. */
  readonly places?: Places | undefined;
}

export type Places = ReadonlyMap<string, Place>;

/** Where a run came to its end, or to a standstill. */
export interface Stop {
  readonly state: string;
  readonly end: string | undefined;
  readonly why: string | undefined;
  readonly at: Instant;
}

/** Most paths are only counted: what one holds is told when somebody looks. */
export class FoundPath implements Path {
  readonly #last: Taken<FoundPath>;
  readonly #stop: Stop;
  readonly #entered: Instant;

  constructor(
    last: Taken<FoundPath>,
    stop: Stop,
    entered: Instant,
    readonly places?: Places,
  ) {
    this.#last = last;
    this.#stop = stop;
    this.#entered = entered;
  }

  get #taken(): Taken<FoundPath>[] {
    const taken: Taken<FoundPath>[] = [];
    for (let one: Taken<FoundPath> | undefined = this.#last; one; one = one.fork.before) {
      taken.push(one);
    }
    return taken.reverse();
  }

  get choices(): readonly Choice[] {
    return this.#taken.map(({ fork: { step, kind, options, next, wait }, index }) => {
      const option = options[index];
      const among = options.filter((_, i) => next[i]).map(({ label }) => label);
      const chose = option?.label ?? '';
      const plain = index === 0;
      return { step, kind, chose, plain, value: option?.value, among, ...(wait && { wait }) };
    });
  }

  get acts(): readonly Act[] {
    return this.#taken.flatMap(({ fork, index }) => fork.records[index]?.acts ?? []);
  }

  get trace(): Trace {
    const { state, end, why, at } = this.#stop;
    const rows = this.#taken.flatMap(({ fork, index }) => fork.records[index]?.rows ?? []);
    return {
      steps: traceSteps(rows, this.#entered),
      ...(state === 'ended' ? { end: end ?? '' } : { stands: `${state}: ${why ?? ''}` }),
      at: at - this.#entered,
    };
  }

  toJSON(): Path {
    const { choices, acts, trace } = this;
    return { choices, acts, trace };
  }
}

/** The step at which most paths leave the plain course. */
export function mostParting(paths: Iterable<Path>): string | undefined {
  const counts = new Map<string, number>();
  for (const path of paths) {
    for (const { step, plain } of path.choices) {
      if (!plain) counts.set(step, (counts.get(step) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
