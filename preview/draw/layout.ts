import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel } from '@dagrejs/dagre';
import type { Arrow, Box, BoxKind, Chart } from './chart';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Placed {
  readonly width: number;
  readonly height: number;
  /** Each with its middle. */
  readonly boxes: readonly (Box & Point & Size & { readonly lines: readonly string[] })[];
  readonly arrows: readonly (Arrow & {
    readonly points: readonly Point[];
    /** The middle of its words. */
    readonly label: Point & Size;
    readonly lines: readonly string[];
  })[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Letters of a line, before it is broken. */
const LINE: Readonly<Record<'box' | 'arrow', number>> = { box: 26, arrow: 22 };
export const LINE_HEIGHT = 17;
/** Widths of letters at 13 px: without a browser they can only be reckoned, rather too wide than too narrow. */
const NARROW = /[iljtf.,:;'’!|()[\] ]/;
const WIDE = /[mwMW%—\u{1100}-\u{FFFF}]/u;

const letterWidth = (letter: string): number =>
  NARROW.test(letter) ? 4.4 : WIDE.test(letter) ? 12.5 : 7.6;

const textWidth = (text: string): number =>
  [...text].reduce((sum, letter) => sum + letterWidth(letter), 0);

/** Breaks words into lines of about so many letters. */
export function broken(text: string, letters: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < letters)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const PADDING: Readonly<Record<BoxKind, readonly [x: number, y: number]>> = {
  start: [20, 11],
  message: [14, 11],
  wait: [22, 8],
  // A diamond holds less than its box.
  question: [26, 18],
  effect: [18, 11],
  end: [20, 11],
};

const sizeOf = (lines: readonly string[], [x, y]: readonly [number, number]): Size => ({
  width: Math.ceil(Math.max(0, ...lines.map(textWidth)) + 2 * x),
  height: lines.length * LINE_HEIGHT + 2 * y,
});

/** Lays a chart out from top to bottom. */
export function placed({ boxes, arrows }: Chart): Placed {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true });
  graph.setGraph({
    rankdir: 'TB',
    nodesep: 36,
    edgesep: 24,
    ranksep: 34,
    marginx: 24,
    marginy: 24,
  });
  const inBoxes = boxes.map((box) => {
    const lines = broken(box.text, LINE.box);
    const size = sizeOf(lines, PADDING[box.kind]);
    graph.setNode(box.id, { ...size });
    return { ...box, ...size, lines };
  });
  const along = arrows.map((arrow, index) => {
    const lines = arrow.text === '' ? [] : broken(arrow.text, LINE.arrow);
    const size = lines.length === 0 ? { width: 0, height: 0 } : sizeOf(lines, [3, 1]);
    graph.setEdge(arrow.from, arrow.to, { ...size, labelpos: 'c' }, String(index));
    return { ...arrow, ...size, lines };
  });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as Partial<Size>;
  return {
    ...{ width: Math.ceil(width), height: Math.ceil(height) },
    boxes: inBoxes.map((box) => {
      const { x = 0, y = 0 } = graph.node(box.id) as Partial<Point>;
      return { ...box, x, y };
    }),
    arrows: along.map((arrow, index) => {
      const edge = graph.edge({ v: arrow.from, w: arrow.to, name: String(index) }) as {
        points?: Point[];
      } & Partial<Point>;
      const { width: w, height: h } = arrow;
      const label = { x: edge.x ?? 0, y: edge.y ?? 0, width: w, height: h };
      return { ...arrow, points: edge.points ?? [], label };
    }),
  };
}
