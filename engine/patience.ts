import { SECOND } from './duration';
import type { Instant } from './port';

const LONGEST = 6;

/**
 * The store's clock and the runtime's may differ. Where the store says that an instant has not come, and the runtime that
 * it has, a run that asked again at once would ask without end.
 */
export class Patience {
  #until: Instant | undefined;
  #again = 0;

  /** When to ask again: a second later than told, then two, four and so on, for each time it was the clock that woke in vain. */
  until(told: Instant): Instant {
    if (told !== this.#until) this.#again = 0;
    this.#until = told;
    return this.#again === 0 ? told : told + SECOND * 2 ** Math.min(this.#again - 1, LONGEST);
  }

  woke(by: 'due' | 'bell'): void {
    if (by === 'due') this.#again++;
  }
}
