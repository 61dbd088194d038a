import { DAY, type Duration, type UntypedJourney } from '../../engine';
import { catalog } from '../../catalog';
import {
  explore,
  scenarioOf,
  simulate,
  simulateAll,
  type Happening,
  type Scenario,
} from '../../preview';
import { winBack } from '../../workflows/win-back';
import { journeyOf } from './journeys';

const GOAL = { goal: { event: 'Order Completed', within: '60 days' } };
const order = (order_id: string, at: Duration = '1 day'): Happening => ({
  at,
  ...{ event: 'Order Completed', properties: { order_id, total: 1, products: [] } },
});

/** Each path in one line; each is simulated to what it says. */
async function stories(journey: ReturnType<typeof journeyOf>): Promise<string[]> {
  const { paths } = await explore(journey);
  for (const path of paths) expect(await simulate(journey, scenarioOf(path))).toEqual(path.trace);
  return paths.map(({ choices, trace }) =>
    [...choices.filter(({ plain }) => !plain).map(({ chose }) => chose), trace.end].join(' | '),
  );
}

describe('a goal is reached once', () => {
  const thanking = journeyOf(async (j) => {
    if (!(await j.waitFor('Order Completed', { within: '10 days' }))) return 'none';
    await j.wait('10 days');
    return 'thanked';
  }, GOAL);

  test('a second order, after a wait took the first, ends nothing', async () => {
    const events = [order('o-1'), order('o-2', '3 days')];
    expect(await simulate(thanking, { events })).toMatchObject({ end: 'thanked', at: 11 * DAY });
  });

  test('nor is there a story of it', async () => {
    expect(await stories(thanking)).toEqual(['none', 'Order Completed, one disc | thanked']);
  });
});

describe('whoever has converted', () => {
  const { orders } = catalog.topics;
  const held = {
    ...catalog,
    topics: { ...catalog.topics, orders: { ...orders, heldBy: ['support-open'] } },
  } as typeof catalog;
  const thanks = journeyOf(
    async (j) => {
      await j.send('follow-up/thanks');
      return 'thanked';
    },
    { on: 'Order Completed', per: 'order_id', ...GOAL, exit: ['Order Cancelled'] },
  );
  const cancelled = { at: '2 hours', event: 'Order Cancelled' } as const;
  const play = (events: Scenario['events']) =>
    simulate(
      thanks,
      { segments: { 'support-open': true }, events: events ?? [] },
      { catalog: held },
    );

  test('leaves by an exit all the same, before the run met its conversion', async () => {
    const { end } = await play([order('o-9', '1 hour'), cancelled]);
    expect(end).toBe('exit: Order Cancelled');
  });

  test('does not convert after an exit', async () => {
    const { end } = await play([{ ...cancelled, at: '1 hour' }, order('o-9', '2 hours')]);
    expect(end).toBe('exit: Order Cancelled');
  });
});

describe('a wait that names an ending', () => {
  const asking = (event: string, where: Record<string, string> | undefined, rest: object) =>
    journeyOf(
      async (j) =>
        (await j.waitFor(event, { within: '5 days', ...(where && { where }) })) ? 'it' : 'not it',
      rest,
    );

  test('takes one order; another is the goal', async () => {
    const one = asking('Order Completed', { checkout_id: 'c-7' }, GOAL);
    expect((await simulate(one, { events: [order('o-9')] })).end).toBe('converted');
    expect(await stories(one)).toEqual([
      'not it',
      'Order Completed, one disc | it',
      'Order Completed, one disc | converted',
    ]);
  });

  test('takes a click of its message; of another, it is the goal', async () => {
    const clicking = journeyOf(
      async (j) => {
        const of = await j.send('welcome/come-by');
        return (await j.waitFor('Email Clicked', { of, within: '5 days' })) ? 'it' : 'not it';
      },
      { goal: { event: 'Email Clicked', within: '30 days' } },
    );
    const ends = (await explore(clicking)).paths.map(({ trace }) => trace.end);
    expect(ends).toEqual(['not it', 'it', 'converted']);
  });

  test('takes what is no exit; the exit ends it', async () => {
    const exit = [{ event: 'Order Cancelled', where: { order_id: 'o-5' } }];
    expect(await stories(asking('Order Cancelled', undefined, { exit }))).toEqual([
      'not it',
      'Order Cancelled | it',
      'Order Cancelled | exit: Order Cancelled',
    ]);
  });

  test('of which all are exits, ends by them, told once', async () => {
    expect(
      await stories(asking('Order Cancelled', undefined, { exit: ['Order Cancelled'] })),
    ).toEqual(['not it', 'Order Cancelled | exit: Order Cancelled']);
  });
});

describe('a journey that restarts', () => {
  const run = async (j: UntypedJourney): Promise<string> => {
    await j.wait('3 days');
    await j.send('welcome/come-by');
    return 'told';
  };
  const again = journeyOf(run, { reenter: 'restart' });

  test('is over for its first run when it begins anew', async () => {
    const events = [{ at: '1 day', event: 'Signed Up' }] as const;
    expect(await simulate(again, { events })).toMatchObject({ end: 'restarted', at: DAY });
    expect((await simulate(journeyOf(run), { events })).end).toBe('told');
  });

  test('has a story of it', async () => {
    expect(await stories(again)).toEqual(['told', 'Signed Up, web | restarted']);
  });

  test('with `per`, restarts by the same value alone', async () => {
    const perOrder = journeyOf(run, { on: 'Order Completed', per: 'order_id', reenter: 'restart' });
    expect((await simulate(perOrder, { events: [order('o-2')] })).end).toBe('told');
    expect((await simulate(perOrder, { events: [order('o-1')] })).end).toBe('restarted');
  });

  test('goes on where whoever comes again may not enter', async () => {
    const vips = journeyOf(run, { only: 'vip', reenter: 'restart' });
    const left = [
      { at: '1 day', segments: { vip: false } },
      { at: '2 days', event: 'Signed Up' },
    ] as const;
    expect((await simulate(vips, { segments: { vip: true }, events: left })).end).toBe('told');
  });
});

describe('what an outcome has may be asked', () => {
  const send = (j: UntypedJourney) => j.send('welcome/come-by');

  test.each<[string, (j: UntypedJourney) => Promise<string>]>([
    ['by name', async (j) => ('reason' in (await send(j)) ? 'skipped' : 'sent')],
    ['by another', async (j) => ('channel' in (await send(j)) ? 'sent' : 'skipped')],
    ['in a copy', async (j) => String({ ...(await send(j)) }.status)],
    [
      'by its keys',
      async (j) => (Object.keys(await send(j)).includes('reason') ? 'skipped' : 'sent'),
    ],
  ])('%s: a send is told sent, and skipped', async (_how, tell) => {
    const journey = journeyOf(tell);
    expect((await simulate(journey)).end).toBe('sent');
    expect(new Set((await explore(journey)).paths.map(({ trace }) => trace.end))).toEqual(
      new Set(['sent', 'skipped']),
    );
  });

  test('of an effect, too', async () => {
    const journey = journeyOf(async (j) => {
      const gift = await j.do('issue-offer', { offer: 'welcome-10', expiresIn: '7 days' });
      return 'reason' in gift ? 'refused' : 'given';
    });
    expect((await explore(journey)).paths.map(({ trace }) => trace.end)).toEqual([
      'given',
      'refused',
    ]);
  });
});

describe('who unsubscribes', () => {
  const events: readonly Happening[] = [{ at: '3 days', event: 'Unsubscribed' }];

  test('takes their consent back with it: the run ends, and nothing more is sent', async () => {
    const story = await simulate(winBack, { events });
    expect(story.end).toBe('consent withdrawn');
    expect(story.messages.map(({ template }) => template)).toEqual(['win-back/we-miss-you']);
  });

  test('does so over all journeys', async () => {
    const history = [{ ago: '89 days', event: 'Order Completed' }] as const;
    const { runs } = await simulateAll([winBack], { events, history });
    expect(runs.map(({ trace }) => trace.end)).toEqual(['consent withdrawn']);
  });
});
