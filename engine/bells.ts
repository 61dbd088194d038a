import type { Bell } from './port';
import { waitName } from './steps';

/**
 * Counts what rings a run. A listener says how many it has heard, so a bell that rings between
 * asking the store and listening is never missed.
 */
export class Bells {
  #rung = 0;
  #looked = 0;
  #listeners: (() => void)[] = [];
  #skip: { step: string | undefined } | undefined;

  get rung(): number {
    return this.#rung;
  }

  /**
   * How many had rung when an open wait was last looked at. A turn that is done again meets bells of its later
   * waits at its start, and gets their rows as they were first opened: those bells are still to be answered.
   */
  get looked(): number {
    return this.#looked;
  }

  lookedAfter(rung: number): void {
    this.#looked = Math.max(this.#looked, rung);
  }

  ring(bell: Bell): void {
    // A pause is a row in the store, met at the next gate; it wakes nobody.
    if (bell.kind === 'control' && bell.action === 'pause') return;
    if (bell.kind === 'control' && bell.action === 'skip') {
      this.#skip = { step: bell.step === undefined ? undefined : waitName(bell.step) };
    }
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

  /** A skip of whichever step is current does not pass on to the next; one that names its step waits for it. */
  dropSkip(): void {
    if (!this.#skip || this.#skip.step !== undefined) return;
    this.#skip = undefined;
    this.#looked++;
  }
}
