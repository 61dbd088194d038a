import type { Instant, Json, Snapshot } from './port';
import { outcomeLine } from './story';

type Standing = Omit<Snapshot, 'story'>;
type Line = Snapshot['story'][number];

/** What a run shows of itself: where it stands, and its outcomes so far. */
export class Page {
  readonly #story: Line[] = [];
  #standing: Standing = { state: 'running' };

  constructor(private readonly show: (snapshot: Snapshot) => void) {}

  /** Shows the run's own list, not a copy. */
  stand(standing: Standing): void {
    this.#standing = standing;
    this.show({ ...standing, story: this.#story });
  }

  record(step: string, value: Json, at: Instant): void {
    this.#story.push({
      step,
      // Written when somebody looks: at most outcomes nobody does.
      get outcome() {
        return outcomeLine(value);
      },
      at,
    });
  }

  /** When the last outcome was recorded. */
  get lastAt(): Instant | undefined {
    return this.#story.at(-1)?.at;
  }

  snapshot(): Snapshot {
    return { ...this.#standing, story: this.#story.map((line) => ({ ...line })) };
  }
}
