import fc from 'fast-check';
import type { AnyDefinition } from '../../engine';
import { drawing, explore, mermaid, svg, type Chart, type ExploreOptions } from '../../preview';
import { placed } from '../../preview/draw/layout';
import { journeys } from '../../workflows';
import { winBack } from '../../workflows/win-back';
import { anyStory, journeyOf, told } from './journeys';
import { teaJourneys, teaShop } from './tea-shop';

/** Every way from the start to an end, as the texts on it; what may happen in any wait, in each. */
function ways({ boxes, arrows }: Chart): Set<string> {
  const text = new Map(boxes.map((box) => [box.id, box]));
  const any = arrows.filter(({ from }) => from === 'any');
  const found = new Set<string>();
  const walk = (id: string, ends: readonly string[]): void => {
    const box = text.get(id);
    const going = [
      ...arrows.filter(({ from }) => from === id),
      ...(box?.kind === 'wait' && id !== 'any' ? any : []),
    ];
    if (going.length === 0) found.add(ends.concat(box?.text ?? '').join(' > '));
    for (const { to } of going) {
      walk(to, box?.kind === 'message' ? [...ends, box.text] : ends);
    }
  };
  if (boxes[0]) walk(boxes[0].id, []);
  return found;
}

const kinds = ({ boxes }: Chart, kind: string): string[] =>
  boxes.filter((box) => box.kind === kind).map(({ text }) => text);

test('win-back is drawn in plain words', async () => {
  expect(mermaid(drawing(await explore(winBack)))).toMatchSnapshot();
});

test('what the stories share is drawn once', async () => {
  const chart = drawing(await explore(winBack));
  expect(kinds(chart, 'message')).toEqual([
    'we miss you',
    'incentive −10 %',
    'last chance −20 %',
    'last chance −10 %',
  ]);
  expect(kinds(chart, 'end').sort()).toEqual([
    'converted',
    'lapsed',
    'out of budget',
    'unreachable',
  ]);
});

test('what may happen in every wait is drawn beside the rest; in some of them, from each', async () => {
  const arrowsTo = async (within: string): Promise<string[]> => {
    const rest = { goal: { event: 'Order Completed', within } };
    const journey = journeyOf(async (j) => {
      await j.wait('2 days');
      await j.send('welcome/come-by');
      await j.wait('2 days');
      return 'over';
    }, rest);
    const chart = drawing(await explore(journey));
    return chart.arrows.filter(({ text }) => text === 'orders').map(({ from }) => from);
  };
  expect(await arrowsTo('9 days')).toEqual(['any']);
  expect(await arrowsTo('1 day')).toHaveLength(1);
  expect(await arrowsTo('1 day')).not.toEqual(['any']);
});

test('a question whose answer changes nothing is not drawn', async () => {
  const asking = journeyOf(async (j) => {
    await j.is('vip');
    await j.send('welcome/come-by');
    return 'over';
  });
  expect(kinds(drawing(await explore(asking)), 'question')).toEqual([]);
});

test('each path is a way of the drawing, and each way a path', async () => {
  const rest = { goal: { event: 'Order Completed', within: '60 days' } };
  await fc.assert(
    fc.asyncProperty(anyStory, async (lines) => {
      const exploration = await explore(told(lines, rest), { maxPaths: 500 }).catch(
        () => undefined,
      );
      if (!exploration) return;
      const paths = exploration.paths.map(({ acts, trace }) =>
        [
          ...acts.flatMap((act) =>
            act.kind === 'send' ? [act.template.replaceAll('-', ' ')] : [],
          ),
          trace.end,
        ].join(' > '),
      );
      expect(ways(drawing(exploration))).toEqual(new Set(paths));
    }),
    { numRuns: 60 },
  );
});

const charts: { journey: AnyDefinition; options: ExploreOptions }[] = [
  ...journeys.map((journey) => ({ journey, options: {} })),
  ...teaJourneys.map((journey) => ({ journey, options: { catalog: teaShop } })),
];

test.each(charts)(
  'no two boxes of $journey.id lie over each other',
  async ({ journey, options }) => {
    const chart = drawing(await explore(journey, options), options.catalog);
    const { boxes, width, height } = placed(chart);
    expect(boxes.length).toBeGreaterThan(2);
    for (const [i, a] of boxes.entries()) {
      expect(a.x - a.width / 2).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width / 2).toBeLessThanOrEqual(width);
      expect(a.y + a.height / 2).toBeLessThanOrEqual(height);
      for (const b of boxes.slice(i + 1)) {
        const apart =
          Math.abs(a.x - b.x) >= (a.width + b.width) / 2 ||
          Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
        expect({ a: a.text, b: b.text, apart }).toMatchObject({ apart: true });
      }
    }
  },
);

test('words of a journey are no markup of a picture', async () => {
  const odd = journeyOf(async () => '<b>&"over"</b>', { title: 'A < B & "C"' });
  const chart = drawing(await explore(odd));
  expect(svg(chart)).toContain('&lt;b&gt;&amp;"over"&lt;/b&gt;');
  expect(svg(chart)).not.toContain('<b>');
  expect(mermaid(chart)).toContain('#quot;over#quot;');
});
