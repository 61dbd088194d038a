import type { RunInput, Step } from './port';

/** Names the steps of one run. An author gives no ids: a step is its name and how often it came. */
export class Steps {
  readonly #occurrences = new Map<string, number>();
  readonly #prefix: string;

  constructor({ enrollment, generation }: RunInput) {
    this.#prefix = `${enrollment}:${generation}:`;
  }

  /** The next step of this name: `<name>#<occurrence>`. */
  next(name: string, summary: string): Step {
    const occurrence = (this.#occurrences.get(name) ?? 0) + 1;
    this.#occurrences.set(name, occurrence);
    return this.only(`${name}#${occurrence}`, summary);
  }

  /** A step that a run has once, under its bare name. */
  only(name: string, summary: string): Step {
    return { name, key: this.#prefix + name, summary };
  }

  closing(step: Step): Step {
    return this.only(`${step.name} closed`, step.summary);
  }
}

/** An operator names the wait, not its closing. */
export const waitName = (step: string): string => step.replace(/ closed$/, '');
