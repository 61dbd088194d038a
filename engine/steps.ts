import type { RunInput, Step } from './port';

type Named = Pick<Step, 'name' | 'key'>;

/** Steps as runs that begin alike name them, made once: a preview starts the same run thousands of times. */
export class StepNames {
  readonly #prefix: string;
  readonly #named = new Map<string, Named[]>();
  readonly #single = new Map<string, Named>();

  constructor({ enrollment, generation }: RunInput) {
    this.#prefix = `${enrollment}:${generation}:`;
  }

  nth(name: string, occurrence: number): Named {
    let named = this.#named.get(name);
    if (!named) this.#named.set(name, (named = []));
    return (named[occurrence - 1] ??= this.#of(`${name}#${occurrence}`));
  }

  single(name: string): Named {
    let named = this.#single.get(name);
    if (!named) this.#single.set(name, (named = this.#of(name)));
    return named;
  }

  #of(name: string): Named {
    return { name, key: this.#prefix + name };
  }
}

/** Names the steps of one run. An author gives no ids: a step is its name and how often it came. */
export class Steps {
  readonly #occurrences = new Map<string, number>();

  constructor(private readonly names: StepNames) {}

  /** The next step of this name: `<name>#<occurrence>`. */
  next(name: string, summary: string): Step {
    const occurrence = (this.#occurrences.get(name) ?? 0) + 1;
    this.#occurrences.set(name, occurrence);
    const { name: step, key } = this.names.nth(name, occurrence);
    return { name: step, key, summary };
  }

  /** A step that a run has once, under its bare name. */
  only(name: string, summary: string): Step {
    const { key } = this.names.single(name);
    return { name, key, summary };
  }

  closing(step: Step): Step {
    return this.only(`${step.name} closed`, step.summary);
  }
}

/** An operator names the wait, not its closing. */
export const waitName = (step: string): string => step.replace(/ closed$/, '');
