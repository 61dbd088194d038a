import fc from 'fast-check';
import { catalog } from '../../catalog';
import { DAY } from '../../engine';
import { combinations, parseSetting, provableLift, quantile, words } from '../../preview';
import { drawn, parseAssumption } from '../../preview/backtest/assume';
import { Budgets } from '../../preview/backtest/budgets';
import { capOf } from '../../preview/backtest/caps';
import { Queue } from '../../preview/backtest/queue';

describe('the lift that a hold-out can prove', () => {
  test.each([
    [0.5, 0],
    [0.8, 0.841621234],
    [0.9, 1.281551566],
    [0.975, 1.959963985],
    [0.995, 2.575829304],
    [0.0005, -3.290526731],
  ])('the normal quantile of %d is %d', (probability, value) => {
    expect(quantile(probability)).toBeCloseTo(value, 8);
  });

  // Chow, Shao and Wang, page 89: 65 % against 85 % needs 70 in each group, which 69 would not do.
  test('agrees with the published example of 65 % against 85 %', () => {
    const trial = { base: 0.65, holdout: 0.5, alpha: 0.05, power: 0.8 };
    expect(provableLift({ ...trial, count: 140 })).toBeLessThanOrEqual(0.2);
    expect(provableLift({ ...trial, count: 138 })).toBeGreaterThan(0.2);
  });

  test('is 2.2 points with 5 % of 35,740 held out of whom 11.4 % order anyway', () => {
    const trial = { base: 4086 / 35740, holdout: 0.05, alpha: 0.05, power: 0.8 };
    expect((provableLift({ ...trial, count: 35740 }) ?? 0) * 100).toBeCloseTo(2.17, 2);
  });

  test('solves the equation it is defined by, and falls as more are counted', () => {
    const trials = fc.record({
      base: fc.double({ min: 0.01, max: 0.6, noNaN: true }),
      count: fc.integer({ min: 2_000, max: 1_000_000 }),
      holdout: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      alpha: fc.constantFrom(0.01, 0.05, 0.1),
      power: fc.constantFrom(0.8, 0.9),
    });
    fc.assert(
      fc.property(trials, (trial) => {
        const lift = provableLift(trial);
        if (lift === undefined) return;
        const { base, count, holdout, alpha, power } = trial;
        const rate = base + lift;
        const [control, treated] = [count * holdout, count * (1 - holdout)];
        const error = Math.sqrt((base * (1 - base)) / control + (rate * (1 - rate)) / treated);
        expect(lift / error).toBeCloseTo(quantile(1 - alpha / 2) + quantile(power), 6);
        expect(provableLift({ ...trial, count: count * 2 })).toBeLessThan(lift);
      }),
    );
  });

  test('is none where a group is empty or far too small', () => {
    const trial = { base: 0.1, count: 1_000, alpha: 0.05, power: 0.8 };
    expect(provableLift({ ...trial, holdout: 0 })).toBeUndefined();
    expect(provableLift({ ...trial, holdout: 1 })).toBeUndefined();
    expect(provableLift({ ...trial, base: 0.9, count: 10, holdout: 0.1 })).toBeUndefined();
  });
});

test('a queue gives back by instant, rank, and order of arrival', () => {
  const things = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 2 })));
  fc.assert(
    fc.property(things, (all) => {
      const queue = new Queue<{ at: number; rank: number; number: number }>();
      const put = all.map(([at, rank], number) => ({ at, rank, number }));
      for (const one of put) queue.put(one.at, one.rank, one);
      const sorted = [...put].sort((a, b) => a.at - b.at || a.rank - b.rank || a.number - b.number);
      const taken = sorted.map(({ at }) => {
        expect(queue.at).toBe(at);
        return queue.take();
      });
      expect(taken).toEqual(sorted);
      expect([queue.at, queue.take()]).toEqual([undefined, undefined]);
    }),
  );
});

describe('settings', () => {
  test.each([
    ['on=30..180d', ['30 days', '60 days', '90 days', '120 days', '150 days', '180 days']],
    ['on=30..90/20d', ['30 days', '50 days', '70 days', '90 days']],
    ['on=60,90,120d', ['60 days', '90 days', '120 days']],
    ['on = 60d, 9w', ['60 days', '9 weeks']],
    ['within=30 days', ['30 days']],
    ['holdout=1,2.5,10%', ['1%', '2.5%', '10%']],
    ['holdout=5..20%', ['5%', '8%', '11%', '14%', '17%', '20%']],
    ['reenter=always,once,180d', ['always', 'once', '180 days']],
    ['on=7d,7 days', ['7 days']],
  ])('%s is %j', (text, values) => {
    expect(parseSetting(text).values).toEqual(values);
  });

  test.each([
    ['60d', 'names no setting'],
    ['colour=red', 'names no setting'],
    ['on=soon', "on 'soon' is no length of time"],
    ['on=60', "on '60' is no length of time"],
    ['on=90..30d', 'is no range'],
    ['holdout=120%', 'is no percentage'],
    ['reenter=never', "reenter 'never' is no length of time"],
  ])('%s is refused', (text, problem) => {
    expect(() => parseSetting(text)).toThrow(problem);
  });

  test('are combined, the last changing fastest, up to a bound', () => {
    const [on, holdout] = [parseSetting('on=60,90d'), parseSetting('holdout=1,5%')];
    expect(combinations([on, holdout])).toEqual([
      { on: '60 days', holdout: '1%' },
      { on: '60 days', holdout: '5%' },
      { on: '90 days', holdout: '1%' },
      { on: '90 days', holdout: '5%' },
    ]);
    expect(() => combinations([parseSetting('on=1..70/1d')])).toThrow('more than 60');
  });
});

describe('a frequency cap', () => {
  const topic = catalog.topics['offers']!;

  test('frees a place when the oldest of the last messages is a week old', () => {
    expect(capOf(topic, [0, DAY], 2 * DAY)).toBeUndefined();
    expect(capOf(topic, [0, DAY, 2 * DAY], 3 * DAY)).toEqual({ freeAt: 7 * DAY, atCap: 'wait' });
    expect(capOf(topic, [0, DAY, 2 * DAY], 7 * DAY)).toBeUndefined();
    expect(capOf(topic, [0, DAY, 2 * DAY, 3 * DAY], 4 * DAY)?.freeAt).toBe(8 * DAY);
  });

  test('is not there for a topic without one', () => {
    expect(capOf(catalog.topics['orders']!, [0, 1, 2, 3, 4], 5)).toBeUndefined();
  });
});

test.each([
  [3.6, '$3.60'],
  [14_400, '$14,400'],
  [0, '$0'],
])('%d is told as %s', (amount, said) => {
  expect(words.money(amount, 'USD')).toBe(said);
});

test('a budget is spent to the cent and begins anew with each month', () => {
  const budgets = new Budgets();
  const offer = catalog.offers['win-back-10']!;
  const [january, february] = [Date.UTC(2026, 0, 10), Date.UTC(2026, 1, 1)];
  const spent = Array.from({ length: 260 }, () => budgets.spend('win-back-10', offer, january));
  expect(spent.filter(Boolean)).toHaveLength(250);
  expect(budgets.spend('win-back-10', offer, february)).toBe(true);
  expect(budgets.months('win-back-10', offer)).toEqual([
    { month: '2026-01', issued: 250, cost: 450, refused: 10 },
    { month: '2026-02', issued: 1, cost: 1.8, refused: 0 },
  ]);
});

describe('an assumption', () => {
  const orders = parseAssumption(catalog, 'orders after win-back/incentive=3% in 14 days');

  test('is read from words', () => {
    expect(orders).toMatchObject({
      event: 'Order Completed',
      sample: 'one disc',
      template: 'win-back/incentive',
      percent: 3,
      within: 14 * DAY,
    });
    const unhappy = 'Survey Responded:unhappy after feedback-request/ask = 2.5%';
    expect(parseAssumption(catalog, unhappy)).toMatchObject({
      event: 'Survey Responded',
      sample: 'unhappy',
      percent: 2.5,
      within: 7 * DAY,
    });
  });

  test.each([
    ['everyone buys', 'is no assumption'],
    ['orders after win-back/nothing=3%', 'no template'],
    ['Moon Landing after win-back/incentive=3%', 'no event'],
    ['Survey Responded:furious after feedback-request/ask=3%', 'no sample'],
    ['orders after win-back/incentive=300%', 'more than all'],
    ['orders after win-back/incentive=3% in a while', 'duration'],
  ])('%s is refused', (text, problem) => {
    expect(() => parseAssumption(catalog, text)).toThrow(problem);
  });

  const written = (n: number) => ({
    customer: `c${n}`,
    key: 'k',
    template: 'win-back/incentive',
    message: `message ${n}`,
    at: 1_000 * DAY,
    entry: { id: 'e', name: 'Customer Inactive', at: '', properties: {} },
  });
  const all = (seed: number) =>
    Array.from({ length: 20_000 }, (_, n) => drawn(catalog, [orders], seed, written(n))).flat();

  test('comes true about as often as it says, after the message and within its time', () => {
    const events = all(1);
    expect(events.length / 20_000).toBeCloseTo(0.03, 2);
    const days = events.map(({ at }) => at / DAY - 1_000);
    expect(Math.min(...days)).toBeGreaterThan(0);
    expect(Math.max(...days)).toBeLessThanOrEqual(14);
    expect(days.reduce((sum, one) => sum + one, 0) / days.length).toBeCloseTo(7, 0);
  });

  test('is drawn alike with the same seed, and otherwise with another', () => {
    expect(all(1)).toEqual(all(1));
    expect(all(2)).not.toEqual(all(1));
  });

  test('answers the very message, and says of the order what the entry says', () => {
    const survey = parseAssumption(catalog, 'Survey Responded after feedback-request/ask=100%');
    const entry = { id: 'e', name: 'Order Completed', at: '', properties: { order_id: 'o-77' } };
    const asked = { ...written(1), template: 'feedback-request/ask', entry };
    expect(drawn(catalog, [survey], 1, asked)[0]?.properties).toMatchObject({
      order_id: 'o-77',
      message: 'message 1',
      score: 5,
    });
  });
});
