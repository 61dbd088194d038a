import { join } from 'node:path';
import { catalog } from '../../catalog';
import { DAY } from '../../engine';
import { backtest, HistoryReader, words, type PastEvent, type PastRun } from '../../preview';
import { followUp } from '../../workflows/follow-up';
import { winBack } from '../../workflows/win-back';
import { historyOf, Orders } from './cdnow';

/** Another file of the same form, such as the whole one, may be named from outside. */
const { PERENNIAL_TEST_CDNOW: SAMPLE = join(__dirname, '../../examples/cdnow/CDNOW_sample.txt') } =
  process.env;
const { events } = historyOf(SAMPLE);
const free = {
  ...catalog,
  offers: Object.fromEntries(
    Object.entries(catalog.offers).map(([name, offer]) => [
      name,
      { ...offer, budgetPerMonth: 1e9, perCustomer: 100 },
    ]),
  ),
};

describe('a backtest over 6,919 orders', () => {
  let orders: Orders;
  beforeAll(async () => {
    orders = await Orders.read(SAMPLE);
  });
  afterAll(() => orders.close());

  test.each([60, 90, 120])(
    'finds the entries after %d quiet days, and who ordered anyway, that SQL finds',
    async (quiet) => {
      const settings = { on: `${quiet} days`, within: '30 days', reenter: 'always' };
      const { entries, organic } = await backtest(winBack, events, { settings });
      const { all, told, ordered } = await orders.silences(quiet, 30);
      expect(entries.entered + entries.heldOut).toBe(all);
      expect(organic?.entered).toEqual({ count: told, ordered, rate: ordered / told });
      expect(organic?.tooLate).toBe(all - told);
      expect(told).toBeGreaterThan(2_000);
    },
  );

  test('sends what SQL over the days alone says, where nobody is held out and no budget ends', async () => {
    const settings = { holdout: '0%' };
    const report = await backtest(winBack, events, { settings, catalog: free });
    const walk = await orders.winBack();
    const sent = Object.fromEntries(report.messages.map((one) => [one.template, one.sent]));
    expect(report.entries).toMatchObject({
      entered: walk.entered,
      turnedAway: { 'too soon': walk.tooSoon },
    });
    expect(sent).toMatchObject({
      'win-back/we-miss-you': walk.entered,
      'win-back/incentive': walk.small,
      'win-back/last-chance': walk.large,
    });
    expect(report.ends['converted']).toBe(walk.converted);
    expect(report.offers.find(({ offer }) => offer === 'win-back-10')?.issued).toBe(walk.small);
  });

  test('counts what it says twice alike: entries, ends, messages by month', async () => {
    const report = await backtest(winBack, events);
    const { entries, ends, underWay, messages, offers } = report;
    const sum = (counts: object): number =>
      (Object.values(counts) as number[]).reduce((total, one) => total + one, 0);
    expect(sum(ends) + underWay).toBe(entries.entered);
    for (const part of ['entered', 'heldOut'] as const) {
      expect(sum(entries.months.map((month) => month[part]))).toBe(entries[part]);
    }
    for (const { sent, months, channels } of messages) {
      expect([sum(months), sum(channels)]).toEqual([sent, sent]);
    }
    for (const { offer, months, cost, issued } of offers) {
      const { budgetPerMonth, cost: each } = catalog.offers[offer]!;
      for (const month of months) expect(month.cost).toBeLessThanOrEqual(budgetPerMonth);
      expect(cost).toBeCloseTo(issued * each, 6);
    }
    const share = entries.heldOut / (entries.heldOut + entries.entered);
    expect(Math.abs(share - 0.05)).toBeLessThan(0.015);
  });

  test('is the same each time, and holds others out with another seed', async () => {
    const [first, again, other] = [
      await backtest(winBack, events),
      await backtest(winBack, events),
      await backtest(winBack, events, { seed: 2 }),
    ];
    expect(again).toEqual(first);
    expect(other.entries.entered).not.toBe(first.entries.entered);
    expect(other.organic?.entered).toEqual(first.organic?.entered);
  });

  test('does not mind the zone: a day is a day, whatever its clock does', async () => {
    const settings = { on: '60 days', within: '30 days', reenter: 'always', holdout: '0%' };
    const here = await backtest(winBack, events, { settings, zone: 'UTC' });
    const zone = 'America/New_York';
    const there = await backtest(winBack, historyOf(SAMPLE, zone).events, { settings, zone });
    expect(there.entries.entered).toBe(here.entries.entered);
    expect(there.organic).toEqual(here.organic);
  });

  test('tells each customer’s way as simulate() would', async () => {
    const runs: PastRun[] = [];
    const settings = { holdout: '0%' };
    await backtest(winBack, events, { settings, catalog: free, each: (run) => runs.push(run) });
    const lapsed = runs.find(({ trace }) => trace.end === 'lapsed');
    expect(lapsed?.trace.steps.map(({ step, outcome, at }) => [step, outcome, at / DAY])).toEqual([
      ['win-back/we-miss-you#1', 'sent: email', 0],
      ['wait#1', 'waits', 0],
      ['issue-offer#1', 'done', 7],
      ['win-back/incentive#1', 'sent: email', 7],
      ['wait#2', 'waits', 7],
      ['issue-offer#2', 'done', 17],
      ['win-back/last-chance#1', 'sent: email', 17],
      ['wait#3', 'waits', 17],
    ]);
    expect(lapsed?.trace.at).toBe(24 * DAY);
    expect(runs.filter(({ trace }) => trace.stands === 'under way').length).toBeGreaterThan(0);
  });

  test('assumed orders convert, and never count as those who ordered anyway', async () => {
    const plain = await backtest(winBack, events);
    const assume = ['orders after win-back/we-miss-you=20% in 5 days'];
    const assumed = await backtest(winBack, events, { assume });
    expect(assumed.assumed.events['Order Completed']).toBeGreaterThan(300);
    expect(assumed.ends['converted']).toBeGreaterThan((plain.ends['converted'] ?? 0) + 200);
    const { organic } = assumed;
    expect(organic?.withAssumed?.rate).toBeGreaterThan((organic?.entered.rate ?? 0) + 0.1);
    expect(plain.organic?.withAssumed).toBeUndefined();
  });
});

const at = (day: number): number => Date.UTC(2026, 0, 5, 12) + day * DAY;
const order = (customer: string, day: number, id = `o-${day}`): PastEvent => ({
  customer,
  event: 'Order Completed',
  at: at(day),
  properties: { order_id: id, total: 20, products: [{ product_id: 'low-sun', quantity: 1 }] },
});
const other = (customer: string, day: number, event: string, properties = {}): PastEvent => ({
  customer,
  event,
  at: at(day),
  properties,
});

describe('a history of a few', () => {
  test('has an order on the last quiet day before the silence, and one on the last day of the window in it', async () => {
    const history = [
      ...[order('on the day', 0), order('in the window', 0), order('after it', 0)],
      ...[order('on the day', 90), order('in the window', 135), order('after it', 136)],
    ].sort((a, b) => a.at - b.at);
    const settings = { holdout: '0%', reenter: 'always' };
    const { entries, organic } = await backtest(winBack, history, { settings, until: at(400) });
    expect(entries.entered).toBe(5);
    expect(organic?.entered).toMatchObject({ count: 5, ordered: 1 });
  });

  test('enters by order where the journey says so, and ends by cancellation', async () => {
    const history = [
      order('ada', 0, 'o-1'),
      other('ada', 1, 'Order Cancelled', { order_id: 'o-1', total: 20 }),
      order('ben', 2, 'o-2'),
      other('ben', 5, 'Order Delivered', { order_id: 'o-2' }),
    ];
    const { ends, messages } = await backtest(followUp, history, { until: at(60) });
    expect(ends).toEqual({ 'exit: Order Cancelled': 1, delivered: 1 });
    expect(messages.map(({ template, sent }) => [template, sent])).toEqual([
      ['follow-up/thanks', 2],
      ['follow-up/how-to', 1],
      ['follow-up/goes-with', 1],
    ]);
  });

  test('holds offers back while an inquiry is open, and says what put them off', async () => {
    const history = [
      order('ada', 0),
      order('ben', 0),
      other('ada', 89, 'Inquiry Opened', { inquiry: 'i-1' }),
      other('ben', 90, 'Inquiry Opened', { inquiry: 'i-2' }),
      other('ben', 91, 'Inquiry Closed', { inquiry: 'i-2', solved: true }),
    ];
    const settings = { holdout: '0%' };
    const { messages } = await backtest(winBack, history, { settings, until: at(94) });
    expect(messages[0]).toMatchObject({
      sent: 1,
      skipped: { held: 1 },
      putOff: { 'held by support-open': 2 },
    });
  });

  test('stops at a frequency cap as the topic says', async () => {
    const cap = { messages: 1, per: '11 days' } as const;
    const topics = { ...catalog.topics, offers: { ...catalog.topics['offers']!, cap } };
    const settings = { holdout: '0%' };
    const options = { settings, until: at(200), catalog: { ...free, topics } };
    const { messages } = await backtest(winBack, [order('ada', 0)], options);
    // The second waits three days until it is too late; for the third there is a place again.
    expect(messages).toMatchObject([
      { template: 'win-back/we-miss-you', sent: 1, putOff: {} },
      {
        template: 'win-back/incentive',
        sent: 0,
        skipped: { capped: 1 },
        putOff: { 'frequency cap': 1 },
      },
      { template: 'win-back/last-chance', sent: 1, skipped: {} },
    ]);
  });
  test('writes to nobody without an address or a yes', async () => {
    const history = [order('ada', 0), order('ben', 0), order('cem', 0)];
    const no = { topic: 'offers', channel: 'email', granted: false } as const;
    const profiles = new Map([
      ['ada', { addresses: ['sms'] as const }],
      ['ben', { consents: [no] }],
    ]);
    const options = { settings: { holdout: '0%' }, until: at(200), catalog: free, profiles };
    const { ends, messages } = await backtest(winBack, history, options);
    expect(messages[0]).toMatchObject({ sent: 1, skipped: { 'no address': 1 } });
    expect(ends).toEqual({ unreachable: 1, 'consent withdrawn': 1, lapsed: 1 });
  });

  test('has a word on consents from when it was given: what went before it, went', async () => {
    const reader = new HistoryReader({ file: 'told.jsonl' });
    const day = (count: number): string => new Date(at(count)).toISOString();
    const said = (userId: string, count: number, email: boolean): string =>
      JSON.stringify({
        ...{ type: 'identify', userId, timestamp: day(count) },
        traits: { consents: { offers: { email } } },
      });
    const ordered = (userId: string, traits = {}): string =>
      JSON.stringify({
        ...{ type: 'track', userId, event: 'Order Completed', timestamp: day(0) },
        ...{ properties: order(userId, 0).properties, context: { traits } },
      });
    const lines = [
      ...[ordered('after'), said('after', 170, false)],
      ...[ordered('between'), said('between', 94, false)],
      ...[ordered('and back'), said('and back', 10, false), said('and back', 80, true)],
      ordered('at once', { consents: { offers: { email: false } } }),
      '{"type":"identify","userId":"after","timestamp":"soon"}',
    ];
    for (const [index, line] of lines.entries()) reader.message(index + 1, line);
    const { events: history, profiles, bad } = reader.done();
    expect(bad).toMatchObject([{ line: lines.length }]);
    const options = { settings: { holdout: '0%' }, until: at(200), catalog: free, profiles };
    const runs: PastRun[] = [];
    const each = (run: PastRun): number => runs.push(run);
    const { messages } = await backtest(winBack, history, { ...options, each });
    expect(messages.map(({ sent }) => sent)).toEqual([3, 2, 2]);
    expect(Object.fromEntries(runs.map(({ customer, trace }) => [customer, trace.end]))).toEqual({
      after: 'lapsed',
      between: 'consent withdrawn',
      'and back': 'lapsed',
      'at once': 'consent withdrawn',
    });
  });

  test('knows nothing of what comes after its end', async () => {
    const big = {
      ...order('ben', 150),
      properties: { ...order('ben', 150).properties, total: 90 },
    };
    const settings = { holdout: '0%' };
    const all = [order('ada', 0), big];
    const { history, offers } = await backtest(winBack, all, { settings, until: at(110) });
    expect(history).toMatchObject({ customers: 1, events: 1, until: at(110) });
    expect(offers).toMatchObject([{ offer: 'win-back-10', ifAllUsed: 2 }, { ifAllUsed: 4 }]);
  });

  test.each([
    ['0%', 110, 'Nobody is held out'],
    ['100%', 200, 'Everybody is held out'],
    ['5%', 110, '5 % held out at 90 days proves nothing: nobody entered in time to tell'],
  ])('of whom %s are held out until day %d proves no lift: %s', async (holdout, day, why) => {
    const options = { settings: { holdout }, until: at(day) };
    expect(words.provenLine(await backtest(winBack, [order('ada', 0)], options))).toContain(why);
  });

  test('leaves out what does not fit, and says how much', async () => {
    const history = [order('ada', 0), other('ben', 0, 'Order Completed', { total: 'much' })];
    const { history: told, entries } = await backtest(winBack, history, { until: at(100) });
    expect(told.misfits).toBe(1);
    expect(entries.entered + entries.heldOut).toBe(1);
  });

  test('stops when it is told to, with the reason', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const running = backtest(winBack, events, {
      signal: stop.signal,
      progress: () => stop.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
  });

  test.each([
    [winBack, { settings: { on: '90 days' }, assume: ['x'] }, 'is no assumption'],
    [followUp, { settings: { on: '90 days' } }, 'does not begin with inactive()'],
    [winBack, { alpha: 0 }, 'alpha is not between'],
    [winBack, { zone: 'Mars/Base' }, 'Unknown time zone'],
  ])('%# is refused: %j', async (journey, options, problem) => {
    await expect(backtest(journey, [order('ada', 0)], options)).rejects.toThrow(problem);
  });

  test('is refused without events', async () => {
    await expect(backtest(winBack, [])).rejects.toThrow('there are no events');
  });
});
