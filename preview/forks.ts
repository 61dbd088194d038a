import type { Calls, Instant, Json, WaitInput } from '../engine';
import type { Row } from './trace';

/** What a run recorded of one step, behind what it had recorded before: paths share what they have in common. */
export class Recorded implements Row {
  constructor(
    readonly step: string,
    readonly value: Json,
    readonly at: Instant,
    /** Where it acts on the world outside: what it asked for. */
    readonly asked: Calls['send' | 'do']['input'] | undefined,
    readonly before: Recorded | undefined,
  ) {}

  /** All that was recorded up to this, in order. */
  static upTo(last: Recorded | undefined): Recorded[] {
    const all: Recorded[] = [];
    for (let one = last; one; one = one.before) all.push(one);
    return all.reverse();
  }
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

/** What comes after an option: another fork, or the path that ends there. */
type Next<Leaf> = Fork<Leaf> | Leaf;

/** Where paths part: one step, met after one course of choices. There are as many as paths, so that most is made late. */
export class Fork<Leaf> {
  /** By option. */
  #next: (Next<Leaf> | undefined)[] | undefined;
  /** Options that need not be tried any more; the first is tried at once. */
  #tried: boolean[] | undefined;
  #read: string[] | undefined;

  constructor(
    readonly step: string,
    readonly kind: ForkKind,
    readonly options: readonly Option[],
    readonly before: Taken<Leaf> | undefined,
    /** What was recorded when the run came to it. */
    readonly recorded: Recorded | undefined,
    private readonly changed: Fork<Leaf>[],
    /** The wait in which it is decided what happens. */
    readonly wait: WaitInput | undefined,
  ) {
    if (options.length > 1) changed.push(this);
  }

  next(index: number): Next<Leaf> | undefined {
    return this.#next?.[index];
  }

  lead(index: number, next: Next<Leaf>): void {
    // A list that is begun with one element has room for one, as most need.
    if (this.#next === undefined && index === 0) this.#next = [next];
    else (this.#next ??= [])[index] = next;
  }

  /** The journey looks at this of what came of the step. */
  read(what: string): void {
    if (this.options.length === 1 || this.#read?.includes(what)) return;
    (this.#read ??= []).push(what);
    this.changed.push(this);
  }

  /** Adds options that make a difference and were not tried yet. From now on they count as tried. */
  untried(open: (Taken<Leaf> | undefined)[]): void {
    for (let index = 1; index < this.options.length; index++) {
      if (this.#tried?.[index] || !this.#matters(this.options[index])) continue;
      (this.#tried ??= [])[index] = true;
      open.push({ fork: this, index });
    }
  }

  #matters(option: Option | undefined): boolean {
    const needs = option?.needs;
    if (needs === undefined) return true;
    return this.#read?.some((what) => what === EVERYTHING || needs.includes(what)) ?? false;
  }
}

/** The tree of all courses. */
export class Tree<Leaf> {
  root: Fork<Leaf> | undefined;
  /** Forks that may have options to try. */
  readonly changed: Fork<Leaf>[] = [];

  /** Adds the courses that part from those played and were not tried yet. */
  untried(open: (Taken<Leaf> | undefined)[]): void {
    for (const fork of this.changed) fork.untried(open);
    this.changed.length = 0;
  }

  /** Ends of paths in the order of the story: at each fork the plain course first. */
  *leaves(): Generator<Leaf> {
    const open: (Next<Leaf> | undefined)[] = [this.root];
    for (let one = open.pop(); open.length > 0 || one; one = open.pop()) {
      if (one instanceof Fork) {
        for (let i = one.options.length - 1; i >= 0; i--) if (one.next(i)) open.push(one.next(i));
      } else if (one) yield one;
    }
  }
}

/** All choices up to this one, in order. */
export function takenUpTo<Leaf>(last: Taken<Leaf> | undefined): Taken<Leaf>[] {
  const taken: Taken<Leaf>[] = [];
  for (let one = last; one; one = one.fork.before) taken.push(one);
  return taken.reverse();
}

/** One course through the tree: as its script says, past its end the first option each time. */
export class Course<Leaf> {
  readonly #script: readonly Taken<Leaf>[];
  #chosen = 0;
  #last: Taken<Leaf> | undefined;
  #recorded: Recorded | undefined;

  constructor(
    private readonly tree: Tree<Leaf>,
    /** The last choice of the script. */
    last: Taken<Leaf> | undefined,
  ) {
    this.#script = takenUpTo(last);
  }

  /** The last choice. */
  get last(): Taken<Leaf> | undefined {
    return this.#last;
  }

  /** What was recorded last. */
  get recorded(): Recorded | undefined {
    return this.#recorded;
  }

  choose(step: string, kind: ForkKind, options: () => readonly Option[], wait?: WaitInput): Option {
    const taken = this.#script[this.#chosen++] ?? this.#first(step, kind, options, wait);
    this.#last = taken;
    this.#recorded = taken.fork.recorded;
    return taken.fork.options[taken.index] as Option;
  }

  /** The tree knows already what was recorded before the script's last choice, and a path its end. */
  record(step: string, value: Json, at: Instant, asked: Recorded['asked']): void {
    if (step === 'end' || this.#chosen < this.#script.length) return;
    this.#recorded = new Recorded(step, value, at, asked, this.#recorded);
  }

  /** Nothing more comes on this course. */
  end(leaf: Leaf): void {
    this.#last?.fork.lead(this.#last.index, leaf);
  }

  /** The first option of the fork that comes next. */
  #first(
    step: string,
    kind: ForkKind,
    options: () => readonly Option[],
    wait: WaitInput | undefined,
  ): Taken<Leaf> {
    const last = this.#last;
    const { root, changed } = this.tree;
    const known = last ? last.fork.next(last.index) : root;
    if (known instanceof Fork) return { fork: known, index: 0 };
    const fork = new Fork(step, kind, options(), last, this.#recorded, changed, wait);
    if (last) last.fork.lead(last.index, fork);
    else this.tree.root = fork;
    return { fork, index: 0 };
  }
}
