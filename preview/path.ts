import type { Instant, Json, Snapshot, WaitInput } from '../engine';
import { actOf, type Act } from './act';
import { Recorded, takenUpTo, type ForkKind, type Taken } from './forks';
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

/** Most paths are only counted: what one holds is told when somebody looks. */
export class FoundPath implements Path {
  readonly #last: Taken<FoundPath>;
  readonly #recorded: Recorded | undefined;
  readonly #end: string | undefined;
  readonly #stands: string | undefined;
  readonly #at: Instant;
  readonly #entered: Instant;

  constructor(
    last: Taken<FoundPath>,
    recorded: Recorded | undefined,
    { state, end, why }: Pick<Snapshot, 'end' | 'why'> & { state: string },
    { at, entered }: { readonly at: Instant; readonly entered: Instant },
    readonly places: Places | undefined,
  ) {
    this.#last = last;
    this.#recorded = recorded;
    if (state === 'ended') this.#end = end ?? '';
    else this.#stands = `${state}: ${why ?? ''}`;
    this.#at = at;
    this.#entered = entered;
  }

  get choices(): readonly Choice[] {
    return takenUpTo(this.#last).map(({ fork, index }) => {
      const { step, kind, options, wait } = fork;
      const option = options[index];
      const among = options.filter((_, i) => fork.next(i)).map(({ label }) => label);
      const chose = option?.label ?? '';
      const plain = index === 0;
      return { step, kind, chose, plain, value: option?.value, among, ...(wait && { wait }) };
    });
  }

  get acts(): readonly Act[] {
    return Recorded.upTo(this.#recorded).flatMap((one) => actOf(one, this.#entered) ?? []);
  }

  get trace(): Trace {
    return {
      steps: traceSteps(Recorded.upTo(this.#recorded), this.#entered),
      ...(this.#stands === undefined ? { end: this.#end ?? '' } : { stands: this.#stands }),
      at: this.#at - this.#entered,
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
