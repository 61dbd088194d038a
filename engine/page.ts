import type { Instant, Json, Snapshot } from './port';
import { outcomeLine } from './story';

type Standing = Omit<Snapshot, 'story'>;

/** What a run shows of itself: where it stands, and its outcomes so far. */
export class Page {
  readonly #story: { step: string; outcome: string; at: Instant }[] = [];
  #standing: Standing = { state: 'running' };

  constructor(private readonly show: (snapshot: Snapshot) => void) {}

  stand(standing: Standing): void {
    this.#standing = standing;
    this.show(this.snapshot());
  }

  record(step: string, value: Json, at: Instant): void {
    this.#story.push({ step, outcome: outcomeLine(value), at });
  }

  /** When the last outcome was recorded. */
  get lastAt(): Instant | undefined {
    return this.#story.at(-1)?.at;
  }

  /** Its story is the run's own list: read it, or copy it to keep it. */
  snapshot(): Snapshot {
    return { ...this.#standing, story: this.#story };
  }
}
