import type { Bell } from './port';

/**
 * Counts what rings a run. A listener says how many it has heard, so a bell that rings between
 * asking the store and listening is never missed.
 */
export class Bells {
  #rung = 0;
  #listeners: (() => void)[] = [];
  #skip: { step: string | undefined } | undefined;

  get rung(): number {
    return this.#rung;
  }

  ring(bell: Bell): void {
    // A pause is a row in the store, met at the next gate; it wakes nobody.
    if (bell.kind === 'control' && bell.action === 'pause') return;
    if (bell.kind === 'control' && bell.action === 'skip') this.#skip = { step: bell.step };
    this.#rung++;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const wake of listeners) wake();
  }

  /** Resolves once more than `heard` bells have rung. */
  after(heard: number): Promise<void> {
    if (this.#rung > heard) return Promise.resolve();
    return new Promise((resolve) => this.#listeners.push(resolve));
  }

  /** Whether an operator asked to skip this step. Asked once, it is answered once. */
  takeSkip(step: string): boolean {
    const skip = this.#skip;
    if (!skip || (skip.step !== undefined && skip.step !== step)) return false;
    this.#skip = undefined;
    return true;
  }

  /** A skip belongs to the step it was asked for, not to a later one. */
  dropSkip(): void {
    this.#skip = undefined;
  }
}
