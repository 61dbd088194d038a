import { join } from 'node:path';
import { catalog } from '../../catalog';
import { DAY, type AnyDefinition } from '../../engine';
import {
  backtest,
  counted,
  drawing,
  explore,
  mermaid,
  storiesOf,
  storiesText,
  svg,
  withRuns,
  type BacktestOptions,
  type Chart,
  type PastEvent,
} from '../../preview';
import { journeys } from '../../workflows';
import { feedbackRequest } from '../../workflows/feedback-request';
import { followUp } from '../../workflows/follow-up';
import { winBack } from '../../workflows/win-back';
import { historyOf } from './cdnow';

const SAMPLE = join(__dirname, '../../examples/cdnow/CDNOW_sample.txt');
const { events } = historyOf(SAMPLE);
const file = 'history';

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);

async function countsOf(
  journey: AnyDefinition,
  history: readonly PastEvent[],
  options: BacktestOptions = {},
) {
  const exploration = await explore(journey);
  const told = storiesOf(exploration);
  const counts = await counted(told, journey, history, { ...options, file });
  const withCounts = withRuns(told, counts);
  return {
    stories: withCounts.stories,
    headcount: counts.headcount,
    chart: drawing(exploration, catalog, counts),
    text: storiesText(withCounts),
  };
}

const runsOf = ({ runs }: { readonly runs?: number }): number => runs ?? Number.NaN;

/** Of the whole sample: worked out once for each journey and day. */
function once<T>(workOut: (journey: AnyDefinition, options: BacktestOptions) => Promise<T>) {
  const known = new Map<string, Promise<T>>();
  return (journey: AnyDefinition, options: BacktestOptions = {}): Promise<T> => {
    const key = `${journey.id} ${String(options.until)}`;
    const found = known.get(key) ?? workOut(journey, options);
    known.set(key, found);
    return found;
  };
}
const countsOfSample = once((journey, options) => countsOf(journey, events, options));
const backtestOfSample = once((journey, options) => backtest(journey, events, options));

describe.each([{ until: undefined }, { until: Date.UTC(2000, 0, 1) }])(
  'counts over 6,919 orders, to $until',
  ({ until }) => {
    const options = until === undefined ? {} : { until };

    test.each(journeys)('of $id are those of its backtest', async (journey) => {
      const { entries, ends, underWay, history } = await backtestOfSample(journey, options);
      const { stories, headcount } = await countsOfSample(journey, options);
      const { untold } = headcount;
      expect(headcount).toMatchObject({
        ...{ history, underWay, customers: entries.customers },
        ...{ entered: entries.entered, heldOut: entries.heldOut },
      });
      const taken = sum(stories.map(runsOf));
      expect(taken + sum(Object.values(untold)) + underWay).toBe(entries.entered);
      const byEnd: Record<string, number> = { ...untold };
      for (const { end, ...story } of stories) byEnd[end] = (byEnd[end] ?? 0) + runsOf(story);
      const some = Object.entries(byEnd).filter(([, runs]) => runs > 0);
      expect(Object.fromEntries(some)).toEqual(ends);
    });

    test.each(journeys)('go into each box of $id’s drawing, and out again', async (journey) => {
      const { stories, chart } = await countsOfSample(journey, options);
      const all = sum(stories.map(runsOf));
      const anywhere = chart.boxes.filter(({ id }) => id === 'any').map(runsOf);
      const [start, ...boxes] = chart.boxes.filter(({ id }) => id !== 'any');
      expect(start?.runs).toBe(all);
      expect(sum(boxes.filter(({ kind }) => kind === 'end').map(runsOf))).toBe(all);
      for (const box of boxes) {
        const arrows = chart.arrows.filter(({ to }) => to === box.id);
        expect(sum(arrows.map(runsOf))).toBe(box.runs);
      }
      const open = [start, ...boxes].flatMap((box) => {
        const arrows = chart.arrows.filter(({ from }) => from === box?.id);
        return arrows.length === 0 ? [] : [(box?.runs ?? 0) - sum(arrows.map(runsOf))];
      });
      // What may happen in any wait is drawn beside the waits that it happens in.
      expect(sum(open)).toBe(sum(anywhere));
    });
  },
);

test('boxes of messages hold as many as the backtest sends', async () => {
  const options = { until: Date.UTC(2000, 0, 1) };
  const { messages } = await backtestOfSample(winBack, options);
  const { chart, headcount } = await countsOfSample(winBack, options);
  expect(headcount).toMatchObject({ underWay: 0, untold: {} });
  for (const { template, sent } of messages) {
    const name = template.replace('win-back/', '').replaceAll('-', ' ');
    const boxes = chart.boxes.filter(
      ({ kind, text }) => kind === 'message' && text.startsWith(name),
    );
    expect([name, sum(boxes.map(runsOf))]).toEqual([name, sent]);
    expect(sent).toBeGreaterThan(100);
  }
});

const at = (day: number): number => Date.UTC(2026, 0, 5, 12) + day * DAY;
const order = (customer: string, day: number, id = `${customer} ${String(day)}`): PastEvent => ({
  customer,
  event: 'Order Completed',
  at: at(day),
  properties: { order_id: id, total: 20, products: [{ product_id: 'low-sun', quantity: 1 }] },
});
const other = (customer: string, day: number, event: string, properties: object): PastEvent =>
  ({ customer, event, at: at(day), properties }) as PastEvent;

describe('customers of a few', () => {
  const settled = { holdout: '0%' };
  const history = [
    ...['ada', 'ben', 'cem', 'dan', 'eve', 'fay', 'gus'].map((customer) => order(customer, 0)),
    order('gus', 20),
    other('fay', 89, 'Inquiry Opened', { inquiry: 'i-1' }),
    ...[order('ada', 93), order('ben', 94), order('cem', 108)],
    order('late', 120),
  ];

  test('stand beside the stories that they took; those that nobody took show 0', async () => {
    const options = { settings: settled, until: at(216) };
    const { stories, headcount } = await countsOf(winBack, history, options);
    const counts = stories.map(({ words, end, runs }) => [words, end, runs]);
    expect(counts).toEqual([
      ['orders in week 1', 'converted', 2],
      ['cannot be reached', 'unreachable', 1],
      ['the budget for −10 % is spent', 'out of budget', 0],
      ['orders on days 7–17', 'converted', 0],
      ['orders on days 17–24', 'converted', 1],
      ['the budget for −20 % is spent, orders on days 17–24', 'converted', 0],
      ['nothing happens', 'lapsed', 3],
      ['the budget for −20 % is spent', 'lapsed', 0],
    ]);
    // Ada, Ben and Cem fall silent again, too soon to enter again.
    expect(headcount).toMatchObject({ entered: 8, underWay: 1, untold: {}, customers: 8 });
  });

  test('and those whom no story tells of, are said below them', async () => {
    const options = { settings: settled, until: at(99) };
    const no = { topic: 'offers', channel: 'email', granted: false } as const;
    const profiles = new Map([['eve', { consents: [no] }]]);
    const { text, headcount } = await countsOf(winBack, history, { ...options, profiles });
    expect(headcount).toMatchObject({
      entered: 6,
      underWay: 2,
      untold: { 'consent withdrawn': 1 },
    });
    expect(text).toContain('in none of the counts: 2 still under way at its end, 1 on a way');
    expect(text).toContain('no story tells (1 consent withdrawn)');
    expect(text).toMatch(/^1 {2}2 {2}33\.3 % {2}orders in week 1 /m);
    expect(text).toMatch(/^4 {2}0 {3}0\.0 % {2}orders on days 7–17 /m);
  });

  test('are found also where what they wait for has come before the wait', async () => {
    const told = [
      order('ada', 0, 'o-1'),
      other('ada', 1, 'Order Cancelled', { order_id: 'o-1', total: 20 }),
      other('ada', 2, 'Order Delivered', { order_id: 'o-1' }),
    ];
    const { stories, headcount } = await countsOf(feedbackRequest, told, { until: at(60) });
    expect(headcount).toMatchObject({ entered: 1, underWay: 0, untold: {} });
    expect(stories.filter(({ runs }) => runs === 1).map(({ end }) => end)).toEqual([
      'order cancelled',
    ]);
  });

  test('are none where nobody enters', async () => {
    const { stories, headcount, text } = await countsOf(followUp, [
      other('ada', 0, 'Signed Up', { source: 'web' }),
    ]);
    expect(headcount).toMatchObject({ entered: 0, untold: {} });
    expect(stories.map(runsOf)).toEqual(stories.map(() => 0));
    expect(text).not.toContain('NaN');
  });
});

test('a drawing says how many, and of whom', async () => {
  const { chart, headcount } = await countsOfSample(winBack);
  const text = mermaid(chart);
  const end = (drawn: Chart, words: string): number =>
    runsOf(drawn.boxes.find(({ text: one }) => one === words) ?? {});
  const lapsed = end(chart, 'lapsed').toLocaleString('en-US');
  expect(text).toContain(`"lapsed · ${lapsed}"`);
  expect(text).toMatch(/any -- "orders · [\d,]+" -->/);
  const picture = svg(chart);
  expect(picture.match(/<svg /g)).toHaveLength(1);
  expect(picture.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')).toContain(
    `history, 1997-01-01 to 1998-06-30: ${headcount.entered.toLocaleString('en-US')} entered`,
  );
});
