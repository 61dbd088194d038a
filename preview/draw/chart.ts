import { number } from '../backtest/words';
import type { Headcount } from '../stories/headcount';

/** What a box of the drawing is. */
export type BoxKind = 'start' | 'message' | 'wait' | 'question' | 'effect' | 'end';

export interface Box {
  readonly id: string;
  readonly kind: BoxKind;
  /** Plain words. */
  readonly text: string;
  /** How many of a real history came here, where they were counted. */
  readonly runs?: number;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** What leads this way; nothing: the plain course. */
  readonly text: string;
  /** How many of a real history went this way, where they were counted. */
  readonly runs?: number;
}

/** The stories of a journey merged: what is the same from a box on is drawn once. */
export interface Chart {
  readonly journey: string;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  /** Whom `runs` are of. */
  readonly headcount?: Headcount;
}

/** One thing of a path, and which way the path goes on from it. */
export interface Item {
  readonly kind: BoxKind;
  readonly text: string;
  readonly way: string;
}

/** A path, in the order of the story. */
export interface Route {
  readonly items: readonly Item[];
  /** How many took it. */
  readonly runs?: number;
}

interface Drawn {
  readonly box: Box;
  readonly ways: readonly (readonly [text: string, to: Drawn])[];
}

const runsOf = (counted: readonly { readonly runs?: number }[]): number =>
  counted.reduce((sum, { runs = 0 }) => sum + runs, 0);

/** Draws each box once that reads the same and leads to the same. */
class Merging {
  readonly #drawn = new Map<string, Drawn>();
  /** By box, and by the boxes that an arrow is between. */
  readonly #runs = new Map<string, number>();

  /** @param routes - at least one; all have the same items before this one */
  draw(routes: readonly Route[], at: number): Drawn {
    const item: Item = routes[0]?.items[at] ?? { kind: 'end', text: '', way: '' };
    const ways = new Map<string, Set<string>>();
    const to = new Map<string, Drawn>();
    const runs = new Map<string, number>();
    if (item.kind !== 'end') {
      for (const [way, going] of grouped(routes, at)) {
        const next = this.draw(going, at + 1);
        const { id } = next.box;
        to.set(id, next);
        const texts = ways.get(id) ?? new Set();
        ways.set(id, texts.add(way));
        runs.set(id, (runs.get(id) ?? 0) + runsOf(going));
      }
    }
    const [only] = to.values();
    // Asked, and all the same whatever the answer.
    if (item.kind === 'question' && to.size === 1 && only) return only;
    const told = [...to].map(([id, next]) => [wordsOf(ways.get(id), to.size), next] as const);
    const drawn = this.#once(item, told);
    this.#count(drawn.box.id, runsOf(routes));
    for (const [id, going] of runs) this.#count(`${drawn.box.id} ${id}`, going);
    return drawn;
  }

  #once({ kind, text }: Item, ways: Drawn['ways']): Drawn {
    const key = JSON.stringify([kind, text, ways.map(([words, { box }]) => [words, box.id])]);
    const known = this.#drawn.get(key);
    if (known) return known;
    const drawn = { box: { id: `b${String(this.#drawn.size)}`, kind, text }, ways };
    this.#drawn.set(key, drawn);
    return drawn;
  }

  #count(what: string, runs: number): void {
    this.#runs.set(what, (this.#runs.get(what) ?? 0) + runs);
  }

  /** @param to - left out: how many came to the box */
  runs(box: string, to?: string): number {
    return this.#runs.get(to === undefined ? box : `${box} ${to}`) ?? 0;
  }
}

function grouped(routes: readonly Route[], at: number): Map<string, Route[]> {
  const groups = new Map<string, Route[]>();
  for (const route of routes) {
    const way = route.items[at]?.way ?? '';
    const group = groups.get(way);
    if (group) group.push(route);
    else groups.set(way, [route]);
  }
  return groups;
}

/** Where all goes the same way, what came of it need not be said. */
const wordsOf = (ways: ReadonlySet<string> | undefined, others: number): string =>
  others === 1 ? '' : [...(ways ?? [])].filter(Boolean).join(' or ');

/**
 * What may happen in every wait, with one end, is drawn once: a goal that is reached, an event that ends it.
 * Drawn from each wait, a chart is mostly that.
 */
function inAnyWait(boxes: readonly Box[], arrows: readonly Arrow[]): Arrow[] {
  const waits = boxes.filter(({ kind }) => kind === 'wait').map(({ id }) => id);
  const ends = boxes.filter(({ kind }) => kind === 'end').map(({ id }) => id);
  if (waits.length < 2) return [];
  const kinds = new Map(
    arrows
      .filter(({ to, text }) => text !== '' && ends.includes(to))
      .map(({ to, text }) => [`${to} ${text}`, { from: ANY.id, to, text }] as const),
  );
  return [...kinds.values()].filter(({ to, text }) =>
    waits.every((wait) =>
      arrows.some((one) => one.from === wait && one.to === to && one.text === text),
    ),
  );
}

const ANY: Box = { id: 'any', kind: 'wait', text: 'in any wait' };

function gathered({ journey, boxes, arrows }: Chart, isCounted: boolean): Chart {
  const any = inAnyWait(boxes, arrows);
  if (any.length === 0) return { journey, boxes, arrows };
  const same = (one: Arrow, other: Arrow): boolean =>
    one.to === other.to && one.text === other.text;
  const summed = <T extends object>(one: T, of: readonly Arrow[]): T =>
    isCounted ? { ...one, runs: runsOf(of) } : one;
  const told = arrows.filter((arrow) => any.some((one) => same(one, arrow)));
  return {
    journey,
    boxes: [...boxes, summed(ANY, told)],
    arrows: [
      ...arrows.filter((one) => !told.includes(one)),
      ...any.map((one) =>
        summed(
          one,
          told.filter((arrow) => same(one, arrow)),
        ),
      ),
    ],
  };
}

/** @param routes - two that part do so at the same item, by its way; all of them are counted, or none */
export function chartOf(journey: string, routes: readonly Route[]): Chart {
  const merging = new Merging();
  const first = merging.draw(routes, 0);
  const isCounted = routes.some(({ runs }) => runs !== undefined);
  const boxes: Box[] = [];
  const arrows: Arrow[] = [];
  const seen = new Set<string>();
  const visit = ({ box, ways }: Drawn): void => {
    if (seen.has(box.id)) return;
    seen.add(box.id);
    boxes.push({ ...box, ...(isCounted && { runs: merging.runs(box.id) }) });
    for (const [text, to] of ways) {
      const [from, next] = [box.id, to.box.id];
      arrows.push({ from, to: next, text, ...(isCounted && { runs: merging.runs(from, next) }) });
      visit(to);
    }
  };
  visit(first);
  return gathered({ journey, boxes, arrows }, isCounted);
}

const withCount = (text: string, runs: number | undefined): string =>
  runs === undefined ? text : [text, number(runs)].filter(Boolean).join(' · ');

/** As it is shown, with its counts in the words: `converted · 1,204`. An arrow that all take has no need of one. */
export function worded(chart: Chart): Chart {
  const came = new Map(chart.boxes.map(({ id, runs }) => [id, runs]));
  const isPlain = ({ from, text, runs }: Arrow): boolean => text === '' && runs === came.get(from);
  return {
    ...chart,
    boxes: chart.boxes.map((box) => ({ ...box, text: withCount(box.text, box.runs) })),
    arrows: chart.arrows.map((arrow) =>
      isPlain(arrow) ? arrow : { ...arrow, text: withCount(arrow.text, arrow.runs) },
    ),
  };
}
