import type { Instant } from '../../engine';

interface Queued<T> {
  readonly at: Instant;
  readonly rank: number;
  readonly number: number;
  readonly what: T;
}

const isBefore = (a: Queued<unknown>, b: Queued<unknown>): boolean =>
  a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.number < b.number;

/** What is still to come, earliest first; at one instant the lower rank, then what was put in first. A binary heap. */
export class Queue<T> {
  readonly #heap: Queued<T>[] = [];
  #number = 0;

  put(at: Instant, rank: number, what: T): void {
    const one = { at, rank, number: this.#number++, what };
    const heap = this.#heap;
    let place = heap.push(one) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as Queued<T>;
      if (!isBefore(one, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = one;
  }

  /** When the next thing comes. */
  get at(): Instant | undefined {
    return this.#heap[0]?.at;
  }

  get rank(): number | undefined {
    return this.#heap[0]?.rank;
  }

  take(): T | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first && last && first !== last) this.#sink(last);
    return first?.what;
  }

  #sink(one: Queued<T>): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      if (left >= heap.length) break;
      const [a, b] = [heap[left] as Queued<T>, heap[left + 1]];
      const child = b && isBefore(b, a) ? left + 1 : left;
      const below = heap[child] as Queued<T>;
      if (!isBefore(below, one)) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = one;
  }
}
