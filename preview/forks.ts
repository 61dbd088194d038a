import type { Json } from '../engine';

/** One thing that can come of a step. */
export interface Option {
  /** In words, for a story. */
  readonly label: string;
  readonly value: Json | undefined;
  /** Tried only where the journey reads this of the outcome; else it makes no difference. */
  readonly needs?: string;
}

export type ForkKind = 'entry' | 'send' | 'do' | 'is' | 'get' | 'split' | 'wait';

/** Where paths part: one step, met after one course of choices. */
export class Fork {
  readonly next: (Fork | undefined)[] = [];
  /** Options that need not be tried any more. */
  readonly #tried: boolean[] = [true];
  #read: string[] = [];

  constructor(
    readonly step: string,
    readonly kind: ForkKind,
    readonly options: readonly Option[],
  ) {}

  read(what: string): void {
    if (!this.#read.includes(what)) this.#read = [...this.#read, what];
  }

  /** Options that make a difference and were not tried yet. From now on they count as tried. */
  untried(): number[] {
    const indices: number[] = [];
    for (let index = 1; index < this.options.length; index++) {
      const needs = this.options[index]?.needs;
      if (this.#tried[index] || (needs !== undefined && !this.#read.includes(needs))) continue;
      this.#tried[index] = true;
      indices.push(index);
    }
    return indices;
  }
}

export interface Taken {
  readonly fork: Fork;
  readonly index: number;
}

/** One course through the tree of forks: as its script says, past its end the first option each time. */
export class Course {
  readonly taken: Taken[] = [];

  constructor(
    private readonly root: { fork?: Fork },
    private readonly script: readonly number[],
  ) {}

  choose(step: string, kind: ForkKind, options: () => readonly Option[]): Option {
    const depth = this.taken.length;
    const last = this.taken[depth - 1];
    const known = last ? last.fork.next[last.index] : this.root.fork;
    const fork = known ?? new Fork(step, kind, options());
    if (!known) {
      if (last) last.fork.next[last.index] = fork;
      else this.root.fork = fork;
    }
    const index = this.script[depth] ?? 0;
    this.taken.push({ fork, index });
    return fork.options[index] as Option;
  }

  /** The fork of the last choice. */
  get last(): Fork | undefined {
    return this.taken.at(-1)?.fork;
  }

  get indices(): number[] {
    return this.taken.map(({ index }) => index);
  }

  /** Scripts of the courses that part from this one and were not tried yet. */
  others(): number[][] {
    const indices = this.indices;
    return this.taken.flatMap(({ fork }, depth) =>
      fork.untried().map((index) => [...indices.slice(0, depth), index]),
    );
  }
}
