import fc from 'fast-check';
import { DAY, HOUR, MINUTE, type UntypedJourney } from '../../engine';
import { explore, simulate, type Happening, type Scenario, type Trace } from '../../preview';
import { welcome } from '../../workflows/welcome';
import { winBack } from '../../workflows/win-back';
import { anyStory, journeyOf, ordered, shopping, told } from './journeys';

const outcomes = (trace: Trace): string[] =>
  trace.steps.map(({ step, outcome }) => `${step}: ${outcome}`);

describe('a simulated journey', () => {
  test('is told with its instants, counted from entry', async () => {
    expect(await simulate(shopping, { events: [{ at: '2 days', ...ordered }] })).toEqual({
      steps: [
        { step: 'welcome/come-by#1', outcome: 'sent: email', at: 0 },
        { step: 'wait for Order Completed#1', outcome: 'waits', at: 0, until: 10 * DAY },
        { step: 'wait for Order Completed#1 closed', outcome: 'took Order Completed', at: 2 * DAY },
        { step: 'wait#1', outcome: 'waits', at: 2 * DAY, until: 5 * DAY },
      ],
      end: 'ordered',
      at: 5 * DAY,
    });
  });

  test('may last ten years', async () => {
    const long = journeyOf(async (j) => {
      for (let year = 0; year < 10; year++) await j.wait('365 days');
      return 'old';
    });
    expect(await simulate(long)).toMatchObject({ end: 'old', at: 3_650 * DAY });
  });

  test.each([
    ['UTC', '2026-03-06T15:00:00Z', '2026-03-09T09:30:00Z'],
    ['America/New_York', '2026-03-06T15:00:00Z', '2026-03-09T13:30:00Z'],
    ['America/New_York', '2026-03-04T15:00:00Z', '2026-03-07T14:30:00Z'],
    ['Asia/Kolkata', '2026-03-06T15:00:00Z', '2026-03-09T04:00:00Z'],
  ])('in %s, three days on at 09:30 from %s is %s', async (zone, start, picks) => {
    const { steps } = await simulate(welcome, { zone, start });
    const at = steps.find(({ step }) => step === 'welcome/picks#1')?.at ?? 0;
    expect(new Date(Date.parse(start) + at).toISOString()).toBe(new Date(picks).toISOString());
  });
});

describe('an event', () => {
  const waitFor = (options: object, events = 'Order Completed') =>
    journeyOf(async (j) => {
      const event = await j.waitFor(events, { within: '10 days', ...options });
      return event ? 'took it' : 'timed out';
    });

  test.each<[string, Scenario['events'], string]>([
    ['in the window', [{ at: '2 days', ...ordered }], 'took it'],
    ['at entry, before the wait', [ordered], 'took it'],
    ['just before the deadline', [{ at: '9.999 days', ...ordered }], 'took it'],
    ['at the very deadline', [{ at: '10 days', ...ordered }], 'timed out'],
    ['after it', [{ at: '11 days', ...ordered }], 'timed out'],
    ['of another name', [{ at: '2 days', event: 'Order Cancelled' }], 'timed out'],
    ['none', [], 'timed out'],
  ])('%s: the journey %#', async (_when, events, end) => {
    expect((await simulate(waitFor({}), { events: events ?? [] })).end).toBe(end);
  });

  test('before entry is never taken', async () => {
    const scenario = { history: [{ ago: '1 hour', event: 'Order Completed' }] } as const;
    expect((await simulate(waitFor({}), scenario)).end).toBe('timed out');
  });

  test('that came while another wait stood is there for the wait that comes later, once', async () => {
    const twice = journeyOf(async (j) => {
      await j.wait('5 days');
      const first = await j.waitFor('Order Completed', { within: '1 day' });
      const second = await j.waitFor('Order Completed', { within: '1 day' });
      return `${first ? 'one' : 'none'}, ${second ? 'two' : 'no more'}`;
    });
    const events = [{ at: '2 days', ...ordered } as const];
    expect(await simulate(twice, { events })).toMatchObject({ end: 'one, no more', at: 6 * DAY });
  });

  test('with another field is not the one', async () => {
    const properties = { order_id: 'o-9', total: 5, products: [] };
    const events = [{ at: '2 days', event: 'Order Completed', properties } as const];
    expect((await simulate(waitFor({ where: { order_id: 'o-9' } }), { events })).end).toBe(
      'took it',
    );
    expect((await simulate(waitFor({ where: { order_id: 'o-1' } }), { events })).end).toBe(
      'timed out',
    );
  });

  test('of another per value is another run’s', async () => {
    const perOrder = journeyOf(
      async (j) =>
        (await j.waitFor('Order Cancelled', { within: '1 day' })) ? 'cancelled' : 'kept',
      { on: 'Order Completed', per: 'order_id' },
    );
    const cancel = (order_id: string): Scenario => ({
      events: [{ at: '1 hour', event: 'Order Cancelled', properties: { order_id, total: 1 } }],
    });
    expect((await simulate(perOrder, cancel('o-1'))).end).toBe('cancelled');
    expect((await simulate(perOrder, cancel('o-2'))).end).toBe('kept');
  });

  test('of a message is that message’s click, counted from when it went out', async () => {
    const click = journeyOf(async (j) => {
      await j.wait('3 days');
      const of = await j.send('welcome/come-by');
      const clicked = await j.waitFor('Email Clicked', { of, within: '4 days' });
      return clicked ? 'clicked' : 'not clicked';
    });
    const clicks = (message: string): Scenario => ({
      events: [
        {
          of: 'welcome/come-by',
          after: '1 hour',
          event: 'Email Clicked',
          properties: { message, link: 'shop' },
        },
      ],
    });
    const own = 'message of preview:0:welcome/come-by#1';
    expect(await simulate(click, clicks(own))).toMatchObject({
      end: 'clicked',
      at: 3 * DAY + HOUR,
    });
    expect((await simulate(click, clicks('m-9'))).end).toBe('not clicked');
    const skipped = await simulate(click, { ...clicks(own), addresses: [] });
    expect(skipped).toMatchObject({ end: 'not clicked', at: 7 * DAY });
  });

  test('shows a run its declared fields, and none that are personal', async () => {
    let seen: unknown;
    const looking = journeyOf(async (j) => {
      seen = j.event;
      return 'over';
    });
    const properties = { source: 'web', referrer: 'a friend', more: 1 };
    await simulate(looking, { entry: { properties } });
    expect(seen).toMatchObject({ name: 'Signed Up', properties: { source: 'web' } });
    expect(JSON.stringify(seen)).not.toMatch(/friend|more/);
  });
});

describe('what ends a run', () => {
  const selling = (rest: object) =>
    journeyOf(async (j) => {
      await j.wait('2 days');
      await j.send('welcome/come-by');
      await j.wait('8 days');
      return 'over';
    }, rest);
  const goal = { goal: { event: 'Order Completed', within: '5 days' } };
  const exit = { exit: ['Order Cancelled'] };
  const cancelled = { event: 'Order Cancelled' } as const;

  test.each<[string, object, Happening, string, number]>([
    ['its goal', goal, { at: '3 days', ...ordered }, 'converted', 3 * DAY],
    ['its goal, not after its window', goal, { at: '6 days', ...ordered }, 'over', 10 * DAY],
    ['an exit', exit, { at: '1 day', ...cancelled }, 'exit: Order Cancelled', DAY],
    ['an operator', {}, { at: '3 days', operator: 'end' }, 'ended by operator', 3 * DAY],
    ['erasure', {}, { at: '1 hour', erased: true }, 'erased', HOUR],
    [
      'withdrawn consent for all it sends',
      { id: 'win-back' },
      { at: '1 hour', consent: { topic: 'offers', channel: 'email', granted: false } },
      'consent withdrawn',
      HOUR,
    ],
    [
      'not consent withdrawn for something else',
      { id: 'win-back' },
      { at: '1 hour', consent: { topic: 'orders', channel: 'email', granted: false } },
      'over',
      10 * DAY,
    ],
  ])('%s', async (_what, rest, happening, end, at) =>
    expect(await simulate(selling(rest), { events: [happening] })).toMatchObject({ end, at }),
  );

  test('at a send that follows at once: its verdict is met at the gate, which lets thanks pass', async () => {
    const sending = (template: string) =>
      journeyOf(async (j) => {
        await j.do('track', {
          event: 'Order Completed',
          customer: 'customer',
          properties: { order_id: 'o', total: 1, products: [] },
        });
        await j.send(template);
        await j.wait('1 day');
        return 'over';
      }, goal);
    const met = await simulate(sending('welcome/come-by'));
    expect(met).toMatchObject({ end: 'converted', at: 0 });
    expect(met.steps).toHaveLength(1);
    const thanked = await simulate(sending('follow-up/thanks'));
    expect(thanked).toMatchObject({ end: 'converted', at: 0 });
    expect(thanked.steps[1]?.outcome).toBe('sent: email');
  });

  test('a wait that names the goal takes it, and the run goes on', async () => {
    const waiting = journeyOf(async (j) => {
      const order = await j.waitFor('Order Completed', { within: '4 days' });
      await j.send('welcome/come-by');
      return order ? 'thanked' : 'silent';
    }, goal);
    const trace = await simulate(waiting, { events: [{ at: '1 day', ...ordered }] });
    expect(trace).toMatchObject({ end: 'thanked', at: DAY });
  });

  test('an exit beats a wait that names the same event', async () => {
    const waiting = journeyOf(async (j) => {
      await j.waitFor('Order Cancelled', { within: '4 days' });
      return 'over';
    }, exit);
    const trace = await simulate(waiting, { events: [{ at: '1 day', ...cancelled }] });
    expect(trace.end).toBe('exit: Order Cancelled');
  });

  test('the first verdict stays', async () => {
    const events: Happening[] = [
      { at: '1 day', erased: true },
      { at: '1 day', operator: 'end' },
    ];
    expect((await simulate(selling({}), { events })).end).toBe('erased');
  });
});

describe('the gate', () => {
  const one = journeyOf(async (j) => {
    const sent = await j.send('welcome/offer-ends', { offer: 'o' }, { within: '1 day' });
    return sent.status === 'sent' ? sent.channel : sent.reason;
  });
  const yes = { topic: 'offers', channel: 'sms', granted: true } as const;
  const no = { topic: '*', channel: 'email', granted: false } as const;
  test.each<[string, Scenario, string]>([
    ['a text needs a yes, an email does not', {}, 'email'],
    ['with the yes, the first channel', { consents: [yes] }, 'sms'],
    ['no number', { consents: [yes], addresses: ['email'] }, 'email'],
    ['no address at all', { addresses: [] }, 'no address'],
    ['suppressed', { suppressed: ['email', 'sms'] }, 'suppressed'],
    ['only the text is suppressed', { consents: [yes], suppressed: ['sms'] }, 'email'],
    ['no to all email', { consents: [no] }, 'no consent'],
    ['a later word counts', { consents: [no, { ...no, granted: true }] }, 'email'],
  ])('%s', async (_what, scenario, end) => expect((await simulate(one, scenario)).end).toBe(end));

  test('too late is too late: a pause over the limit', async () => {
    const events: Happening[] = [{ operator: 'pause' }, { at: '2 days', operator: 'resume' }];
    const paused = journeyOf(async (j) => {
      await j.wait('1 hour');
      const sent = await j.send('welcome/come-by', {}, { within: '1 day' });
      return sent.status === 'skipped' ? sent.reason : 'sent';
    });
    expect(await simulate(paused, { events })).toMatchObject({ end: 'too late', at: 2 * DAY });
  });

  test('a product that is gone skips the message', async () => {
    const gone = journeyOf(async (j) => {
      const sent = await j.send('welcome/picks', { products: ['night-ferry', 'never-pressed'] });
      return sent.status === 'skipped' ? sent.reason : 'sent';
    });
    expect((await simulate(gone)).end).toBe('unavailable');
  });

  test('a product that may be left out, and is, skips nothing', async () => {
    const none = journeyOf(async (j) => (await j.send('welcome/picks', {})).status);
    expect((await simulate(none)).end).toBe('sent');
  });
});

describe('effects', () => {
  const issue = (j: UntypedJourney) =>
    j.do('issue-offer', { offer: 'welcome-10', expiresIn: '7 days' });

  test('an offer is given as often as its catalogue entry says', async () => {
    const greedy = journeyOf(async (j) => {
      await issue(j);
      const again = await issue(j);
      return again.status === 'refused' ? String(again['reason']) : 'two';
    });
    expect((await simulate(greedy)).end).toBe('limit reached');
  });

  test('consent that a journey was given holds for what it sends', async () => {
    const asking = journeyOf(async (j) => {
      await j.do('grant-consent', { topic: 'offers' });
      const sent = await j.send('welcome/offer-ends', { offer: 'o' });
      return sent.status === 'sent' ? sent.channel : sent.reason;
    });
    expect((await simulate(asking)).end).toBe('sms');
  });

  test('an outcome that the scenario gives stands', async () => {
    const outcomes = { 'issue-offer#1': { status: 'refused', reason: 'budget spent' } } as const;
    expect((await simulate(winBack, { outcomes })).end).toBe('out of budget');
  });

  test('a misfit stands still, and says where', async () => {
    const wrong = journeyOf(async (j) => {
      await j.do('issue-offer', { offer: 'no-such', expiresIn: '7 days' });
      return 'over';
    });
    const { stands } = await simulate(wrong);
    expect(stands).toMatch(/stuck: EFFECT_INPUT_INVALID: .*offer \(\w+\)/);
    const { paths } = await explore(wrong);
    expect(paths.map(({ trace }) => trace.stands)).toEqual([stands]);
  });
});

describe('facts and segments', () => {
  const asking = journeyOf(async (j) => {
    await j.wait('1 day');
    return `${JSON.stringify(await j.get('orders'))} ${String(await j.is('ordered'))} ${String(await j.is('vip'))}`;
  });
  const order = { event: 'Order Completed' } as const;
  test.each<[string, Scenario, string]>([
    ['nothing', {}, '0 false false'],
    ['an order before entry', { history: [{ ago: '30 days', ...order }] }, '1 true false'],
    ['an order since', { events: [{ at: '1 hour', ...order }] }, '1 true false'],
    ['two orders in one sample', { events: [order, { at: '1 hour', ...order }] }, '2 true false'],
    ['an order later', { events: [{ at: '2 days', ...order }] }, '0 false false'],
    ['a value that stands', { facts: { orders: 7 } }, '7 true false'],
    ['a segment that stands', { segments: { vip: true } }, '0 false true'],
    ['a change on the way', { events: [{ at: '1 hour', facts: { orders: 2 } }] }, '2 true false'],
  ])('%s', async (_what, scenario, end) =>
    expect((await simulate(asking, scenario)).end).toBe(end),
  );

  test('a split is the same each time for its name, and the one the scenario gives', async () => {
    const splitting = journeyOf(async (j) => {
      const [a, b] = [await j.split('x', { l: 50, r: 50 }), await j.split('x', { l: 50, r: 50 })];
      return `${a}${b}`;
    });
    expect((await simulate(splitting, { arms: { x: 'r' } })).end).toBe('rr');
    expect((await simulate(splitting)).end).toMatch(/^(ll|rr)$/);
    const { stands } = await simulate(splitting, { arms: { x: 'z' } });
    expect(stands).toContain("split x has no arm 'z'; there is l, r");
  });
});

describe('an operator', () => {
  const two = journeyOf(async (j) => {
    await j.wait('5 days');
    await j.send('welcome/come-by');
    await j.wait('5 days');
    return 'over';
  });

  test('skips a wait: the next step comes at once', async () => {
    const events: Happening[] = [{ at: '1 day', operator: 'skip' }];
    expect(await simulate(two, { events })).toMatchObject({ end: 'over', at: 6 * DAY });
  });

  test('pauses: the wait runs on, the send stands still until resumed', async () => {
    const paused: Happening = { at: '1 day', operator: 'pause' };
    const still = await simulate(two, { events: [paused] });
    expect(still).toMatchObject({ stands: 'parked: paused', at: 5 * DAY });
    const events: Happening[] = [paused, { at: '7 days', operator: 'resume' }];
    expect(await simulate(two, { events })).toMatchObject({ end: 'over', at: 12 * DAY });
  });

  test('retries a step that is mended, skips one that is not', async () => {
    const broken = ['welcome/come-by#1'];
    const still = await simulate(two, { broken });
    expect(still.stands).toMatch(/^stuck: CALL_FAILED/);
    const mended: Happening[] = [
      { at: '6 days', mended: 'welcome/come-by#1' },
      { at: '7 days', operator: 'retry' },
    ];
    expect(await simulate(two, { broken, events: mended })).toMatchObject({ at: 12 * DAY });
    const skipped = await simulate(two, { broken, events: [{ at: '6 days', operator: 'skip' }] });
    expect(outcomes(skipped)).toContain('welcome/come-by#1: skipped: skipped by hand');
    expect(skipped.at).toBe(11 * DAY);
  });

  test('ends a run that stands still', async () => {
    const events: Happening[] = [{ at: '6 days', operator: 'end' }];
    const trace = await simulate(two, { broken: ['welcome/come-by#1'], events });
    expect(trace).toMatchObject({ end: 'ended by operator', at: 6 * DAY });
  });
});

describe('a turn that is played twice', () => {
  const twice = { facts: { orders: 9 }, segments: { ordered: true, vip: true } };

  test('with facts that changed in between gives the same trace: one branch, one message', async () => {
    const branching = journeyOf(async (j) => {
      await j.wait('1 day');
      await j.send((await j.is('vip')) ? 'welcome/hello-records' : 'welcome/hello-stories');
      return JSON.stringify(await j.get('orders'));
    });
    const once = await simulate(branching);
    expect(await simulate(branching, {}, { twice })).toEqual(once);
    expect(once.end).toBe('0');
  });

  test('of any journey, whatever happens on the way, changes nothing', async () => {
    const happening: fc.Arbitrary<Happening> = fc
      .record({
        at: fc.integer({ min: 1, max: 300 }).map((hours) => `${hours} hours` as const),
        what: fc.constantFrom<Record<string, unknown>>(
          { event: 'Order Completed' },
          { event: 'Order Cancelled' },
          { segments: { vip: true } },
          { facts: { orders: 4 } },
          { operator: 'skip' },
          { operator: 'pause' },
          { operator: 'resume' },
          { operator: 'retry' },
          { consent: { topic: 'offers', channel: 'email', granted: false } },
        ),
      })
      .map(({ at, what }) => ({ at, ...what }) as unknown as Happening);
    const rest = { goal: { event: 'Order Completed', within: '5 days' } };
    await fc.assert(
      fc.asyncProperty(anyStory, fc.array(happening, { maxLength: 6 }), async (lines, events) => {
        const journey = told(lines, rest);
        const once = await simulate(journey, { events });
        expect(await simulate(journey, { events }, { twice })).toEqual(once);
        expect(await simulate(journey, { events })).toEqual(once);
      }),
      { numRuns: 150 },
    );
  });
});

test('minutes are minutes: the finest offset of a scenario', async () => {
  const trace = await simulate(shopping, { events: [{ at: '1 minute', ...ordered }] });
  expect(trace.at).toBe(3 * DAY + MINUTE);
});
