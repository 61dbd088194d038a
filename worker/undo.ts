/** What is to be undone when the worker stops: last first, and all of it. */
export class Undo {
  readonly #steps: (() => unknown)[] = [];

  later(step: () => unknown): void {
    this.#steps.unshift(step);
  }

  /** @throws what the first failing step threw, once the others are done */
  async all(): Promise<void> {
    const failed: unknown[] = [];
    for (const step of this.#steps.splice(0)) {
      try {
        await step();
      } catch (error) {
        failed.push(error);
      }
    }
    if (failed.length > 0) throw failed[0];
  }
}
