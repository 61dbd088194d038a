import type { Instant, Json, Runtime, Snapshot } from './port';
import { outcomeLine } from './story';

type Line = Snapshot['story'][number];
type Standing = { -readonly [K in keyof Snapshot as Exclude<K, 'story'>]: Snapshot[K] };
type Shown = Standing & { story: Line[] };

/** An outcome's line is written when somebody looks: at most outcomes nobody does. */
class Recorded implements Line {
  constructor(
    readonly step: string,
    readonly value: Json,
    readonly at: Instant,
  ) {}

  get outcome(): string {
    return outcomeLine(this.value);
  }
}

/** What a run shows of itself: where it stands, and its outcomes so far. */
export class Page {
  readonly #story: Line[] = [];
  #standing: Snapshot = { state: 'running', story: this.#story };

  #ended = false;

  constructor(private readonly runtime: Pick<Runtime, 'status'>) {}

  /** At each step, so it is made in one. */
  running(step: string): void {
    this.#show({ state: 'running', step, story: this.#story });
  }

  /** After this nothing is shown any more. */
  ended(end: string): void {
    this.stand({ state: 'ended', end });
    this.#ended = true;
  }

  /** Takes over what it is given, and shows the run's own list, not a copy. */
  stand(standing: Standing): void {
    const shown = standing as Shown;
    shown.story = this.#story;
    this.#show(shown);
  }

  #show(snapshot: Snapshot): void {
    this.#standing = snapshot;
    if (!this.#ended) this.runtime.status(snapshot);
  }

  /** `events`: what the wait is for. */
  wait(step: string, until: Instant, events: readonly string[] | undefined): void {
    this.stand(
      events ? { state: 'waiting', step, until, events } : { state: 'waiting', step, until },
    );
  }

  record(step: string, value: Json, at: Instant): void {
    this.#story.push(new Recorded(step, value, at));
  }

  /** When the last outcome was recorded. */
  get lastAt(): Instant | undefined {
    return this.#story.at(-1)?.at;
  }

  snapshot(): Snapshot {
    const story = this.#story.map(({ step, outcome, at }) => ({ step, outcome, at }));
    return { ...this.#standing, story };
  }
}
