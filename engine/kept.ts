import type { Kept } from './port';

/** The outcomes that a generation was given to keep, handed out in order. */
export class KeptOutcomes {
  #next = 0;

  constructor(private readonly kept: readonly Kept[] = []) {}

  /** Whether outcomes are left: then a wait among those before them is over. */
  get more(): boolean {
    return this.#next < this.kept.length;
  }

  get next(): Kept | undefined {
    return this.kept[this.#next];
  }

  take(): void {
    this.#next++;
  }
}
