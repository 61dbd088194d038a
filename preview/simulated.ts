import type { DiaryEntry, SentMessage } from './diary';
import type { Happening } from './scenario';
import type { Trace, TraceStep } from './trace';

/** What was kept of a run beside its trace. */
export interface Kept {
  readonly entries: readonly DiaryEntry[];
  readonly messages: readonly SentMessage[];
  readonly left: readonly Happening[];
}

/** What became of a simulated run. Compared or printed it is its trace; what else is known is asked for. */
export class Simulated implements Trace {
  readonly steps: readonly TraceStep[];
  declare readonly end?: string;
  declare readonly stands?: string;
  readonly at: number;
  readonly #kept: Kept;

  constructor({ steps, end, stands, at }: Trace, kept: Kept) {
    this.steps = steps;
    if (end !== undefined) this.end = end;
    if (stands !== undefined) this.stands = stands;
    this.at = at;
    this.#kept = kept;
  }

  /** All that happened, in order: what came, what was sent, done, asked and waited for. */
  get diary(): readonly DiaryEntry[] {
    return this.#kept.entries;
  }

  /** What the customer received. */
  get messages(): readonly SentMessage[] {
    return this.#kept.messages;
  }

  /** Events of the scenario that never came: what they were to come after did not, or the story was over. */
  get left(): readonly Happening[] {
    return this.#kept.left;
  }
}
