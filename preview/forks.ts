import type { Json, WaitInput } from '../engine';
import type { Act } from './act';
import type { Row } from './trace';

/** What a run left behind: the outcomes of its steps, and what it sent and did. */
export interface Records {
  readonly rows: readonly Row[];
  readonly acts: readonly Act[];
}

/** One thing that can come of a step. */
export interface Option {
  /** In words, for a story. */
  readonly label: string;
  readonly value: Json | undefined;
  /** Tried only where the journey reads one of these of the outcome; else it makes no difference. */
  readonly needs?: readonly string[];
}

export type ForkKind = 'entry' | 'send' | 'do' | 'is' | 'get' | 'split' | 'wait';

/** What a journey reads where it looks at all that an outcome holds. */
export const EVERYTHING = '*';

/** One option of one fork: together they are a course. */
export interface Taken<Leaf> {
  readonly fork: Fork<Leaf>;
  readonly index: number;
}

/** Where paths part: one step, met after one course of choices. */
export class Fork<Leaf> {
  /** What comes after each option: another fork, or the path that ends there. */
  readonly next: (Fork<Leaf> | { readonly leaf: Leaf } | undefined)[] = [];
  /** What was recorded after each option, up to the next fork: paths share it. */
  readonly records: Records[] = [];
  /** Options that need not be tried any more, the first of which is tried at once. */
  readonly #tried: boolean[] = [true];
  readonly #read: string[] = [];

  constructor(
    readonly step: string,
    readonly kind: ForkKind,
    readonly options: readonly Option[],
    readonly before: Taken<Leaf> | undefined,
    private readonly changed: Fork<Leaf>[],
    /** The wait in which it is decided what happens. */
    readonly wait?: WaitInput,
  ) {
    if (options.length > 1) changed.push(this);
  }

  /** The journey looks at this of what came of the step. */
  readonly read = (what: string): void => {
    if (this.options.length === 1 || this.#read.includes(what)) return;
    this.#read.push(what);
    this.changed.push(this);
  };

  /** Options that make a difference and were not tried yet. From now on they count as tried. */
  untried(): number[] {
    const indices: number[] = [];
    for (let index = 1; index < this.options.length; index++) {
      if (this.#tried[index] || !this.#matters(this.options[index])) continue;
      this.#tried[index] = true;
      indices.push(index);
    }
    return indices;
  }

  #matters(option: Option | undefined): boolean {
    const needs = option?.needs;
    if (needs === undefined) return true;
    return this.#read.some((what) => what === EVERYTHING || needs.includes(what));
  }
}

/** The tree of all courses. */
export class Tree<Leaf> {
  root: Fork<Leaf> | undefined;
  /** Forks that may have options to try. */
  readonly changed: Fork<Leaf>[] = [];

  /** Adds the courses that part from those played and were not tried yet. */
  untried(open: (Taken<Leaf> | undefined)[]): void {
    for (const fork of this.changed) {
      for (const index of fork.untried()) open.push({ fork, index });
    }
    this.changed.length = 0;
  }

  /** Ends of paths in the order of the story: at each fork the plain course first. */
  *leaves(): Generator<Leaf> {
    const open: (Fork<Leaf> | { readonly leaf: Leaf } | undefined)[] = [this.root];
    for (let one = open.pop(); open.length > 0 || one; one = open.pop()) {
      if (one instanceof Fork) {
        for (let i = one.options.length - 1; i >= 0; i--) if (one.next[i]) open.push(one.next[i]);
      } else if (one) yield one.leaf;
    }
  }
}

/** One course through the tree: as its script says, past its end the first option each time. */
export class Course<Leaf> {
  readonly taken: Taken<Leaf>[] = [];
  readonly #script: number[] = [];
  /** How many rows and acts there were at each choice. */
  readonly #marks: (readonly [rows: number, acts: number])[] = [];
  /** Set once the run has a world. */
  records: Records = { rows: [], acts: [] };

  constructor(
    private readonly tree: Tree<Leaf>,
    /** The last choice of the script. */
    last: Taken<Leaf> | undefined,
  ) {
    for (let one = last; one; one = one.fork.before) this.#script.push(one.index);
    this.#script.reverse();
  }

  choose(step: string, kind: ForkKind, options: () => readonly Option[], wait?: WaitInput): Option {
    const last = this.taken.at(-1);
    const known = last ? last.fork.next[last.index] : this.tree.root;
    const fork =
      known instanceof Fork
        ? known
        : new Fork(step, kind, options(), last, this.tree.changed, wait);
    if (fork !== known) {
      if (last) last.fork.next[last.index] = fork;
      else this.tree.root = fork;
    }
    const index = this.#script[this.taken.length] ?? 0;
    this.taken.push({ fork, index });
    this.#marks.push([this.records.rows.length, this.records.acts.length]);
    return fork.options[index] as Option;
  }

  /** Nothing more comes on this course: the tree keeps what the others do not share. */
  end(leaf: Leaf): void {
    const { taken, records } = this;
    for (let i = Math.max(0, this.#script.length - 1); i < taken.length; i++) {
      const { fork, index } = taken[i] as Taken<Leaf>;
      const [from, to] = [this.#marks[i], this.#marks[i + 1]];
      fork.records[index] = {
        rows: records.rows.slice(from?.[0], to?.[0]),
        acts: records.acts.slice(from?.[1], to?.[1]),
      };
    }
    const last = taken.at(-1);
    if (last) last.fork.next[last.index] = { leaf };
  }

  /** The fork of the last choice. */
  get last(): Fork<Leaf> | undefined {
    return this.taken.at(-1)?.fork;
  }
}
