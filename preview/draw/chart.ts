/** What a box of the drawing is. */
export type BoxKind = 'start' | 'message' | 'wait' | 'question' | 'effect' | 'end';

export interface Box {
  readonly id: string;
  readonly kind: BoxKind;
  /** Plain words. */
  readonly text: string;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** What leads this way; nothing: the plain course. */
  readonly text: string;
}

/** The stories of a journey merged: what is the same from a box on is drawn once. */
export interface Chart {
  readonly journey: string;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** One thing of a path, and which way the path goes on from it. */
export interface Item {
  readonly kind: BoxKind;
  readonly text: string;
  readonly way: string;
}

interface Drawn {
  readonly box: Box;
  readonly ways: readonly (readonly [text: string, to: Drawn])[];
}

/** Draws each box once that reads the same and leads to the same. */
class Merging {
  readonly #drawn = new Map<string, Drawn>();

  /** @param paths - at least one; all have the same items before this one */
  draw(paths: readonly (readonly Item[])[], at: number): Drawn {
    const item = paths[0]?.[at] ?? { kind: 'end', text: '', way: '' };
    const ways = new Map<string, Set<string>>();
    const to = new Map<string, Drawn>();
    if (item.kind !== 'end') {
      for (const [way, going] of grouped(paths, at)) {
        const next = this.draw(going, at + 1);
        to.set(next.box.id, next);
        const texts = ways.get(next.box.id) ?? new Set();
        ways.set(next.box.id, texts.add(way));
      }
    }
    const [only] = to.values();
    // Asked, and all the same whatever the answer.
    if (item.kind === 'question' && to.size === 1 && only) return only;
    const told = [...to].map(([id, next]) => [wordsOf(ways.get(id), to.size), next] as const);
    const key = JSON.stringify([
      item.kind,
      item.text,
      told.map(([text, { box }]) => [text, box.id]),
    ]);
    const known = this.#drawn.get(key);
    if (known) return known;
    const box = { id: `b${String(this.#drawn.size)}`, kind: item.kind, text: item.text };
    const drawn = { box, ways: told };
    this.#drawn.set(key, drawn);
    return drawn;
  }
}

function grouped(
  paths: readonly (readonly Item[])[],
  at: number,
): Map<string, (readonly Item[])[]> {
  const groups = new Map<string, (readonly Item[])[]>();
  for (const path of paths) {
    const way = path[at]?.way ?? '';
    const group = groups.get(way);
    if (group) group.push(path);
    else groups.set(way, [path]);
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

function gathered({ journey, boxes, arrows }: Chart): Chart {
  const any = inAnyWait(boxes, arrows);
  if (any.length === 0) return { journey, boxes, arrows };
  const told = (arrow: Arrow): boolean =>
    any.some(({ to, text }) => arrow.to === to && arrow.text === text);
  return {
    journey,
    boxes: [...boxes, ANY],
    arrows: [...arrows.filter((one) => !told(one)), ...any],
  };
}

/** @param paths - in the order of the story; two that part do so at the same item, by its way */
export function chartOf(journey: string, paths: readonly (readonly Item[])[]): Chart {
  const first = new Merging().draw(paths, 0);
  const boxes: Box[] = [];
  const arrows: Arrow[] = [];
  const seen = new Set<string>();
  const visit = ({ box, ways }: Drawn): void => {
    if (seen.has(box.id)) return;
    seen.add(box.id);
    boxes.push(box);
    for (const [text, to] of ways) {
      arrows.push({ from: box.id, to: to.box.id, text });
      visit(to);
    }
  };
  visit(first);
  return gathered({ journey, boxes, arrows });
}
