import fc from 'fast-check';
import { DAY, type AnyDefinition, type UntypedJourney } from '../../engine';
import { explore, scenarioOf, simulate, type ExploreOptions, type Path } from '../../preview';
import { welcome } from '../../workflows/welcome';
import { winBack } from '../../workflows/win-back';
import { anyStory, journeyOf, told } from './journeys';

/** A path in one line: where it left the plain course, and its end. */
const line = ({ choices, trace }: Path): string =>
  [
    ...choices.filter(({ plain }) => !plain).map(({ step, chose }) => `${step}: ${chose}`),
    trace.end ?? trace.stands,
  ].join(' | ');

const lines = async (journey: AnyDefinition, options?: ExploreOptions): Promise<string[]> =>
  (await explore(journey, options)).paths.map(line);

describe('the journeys of the shop', () => {
  test('welcome', async () => {
    expect(await lines(welcome)).toMatchInlineSnapshot(`
     [
       "did not order",
       "wait#4: Order Completed, one disc | converted",
       "wait#3: Order Completed, one disc | converted",
       "issue-offer#1: budget spent | no offer left",
       "is ordered#1: yes | a customer already",
       "wait#2: Order Completed, one disc | converted",
       "wait#1: Order Completed, one disc | converted",
       "welcome/hello-stories#1: no address | unreachable",
       "split welcome-hello#1: records | did not order",
       "split welcome-hello#1: records | wait#4: Order Completed, one disc | converted",
       "split welcome-hello#1: records | wait#3: Order Completed, one disc | converted",
       "split welcome-hello#1: records | issue-offer#1: budget spent | no offer left",
       "split welcome-hello#1: records | is ordered#1: yes | a customer already",
       "split welcome-hello#1: records | wait#2: Order Completed, one disc | converted",
       "split welcome-hello#1: records | wait#1: Order Completed, one disc | converted",
       "split welcome-hello#1: records | welcome/hello-records#1: no address | unreachable",
     ]
    `);
  });

  test('win-back', async () => {
    expect(await lines(winBack)).toMatchInlineSnapshot(`
     [
       "lapsed",
       "wait#3: Order Completed, one disc | converted",
       "issue-offer#2: budget spent | lapsed",
       "issue-offer#2: budget spent | wait#3: Order Completed, one disc | converted",
       "wait#2: Order Completed, one disc | converted",
       "issue-offer#1: budget spent | out of budget",
       "wait#1: Order Completed, one disc | converted",
       "win-back/we-miss-you#1: no address | unreachable",
     ]
    `);
  });

  test.each([welcome, winBack])(
    'every path of $id, told as a scenario, is simulated alike',
    async (journey) => {
      for (const path of (await explore(journey)).paths) {
        expect(await simulate(journey, scenarioOf(path))).toEqual(path.trace);
      }
    },
  );

  test.each([welcome, winBack])(
    'and with every wait of $id skipped it ends alike, at once',
    async (journey) => {
      for (const path of (await explore(journey)).paths) {
        const { end, at } = await simulate(journey, scenarioOf(path, { skipWaits: true }));
        expect({ end, at }).toEqual({ end: path.trace.end, at: 0 });
      }
    },
  );
});

describe('where paths part', () => {
  const send = (j: UntypedJourney) => j.send('welcome/offer-ends', { offer: 'o' });

  test('not at a send that the journey does not look at', async () => {
    const blind = journeyOf(async (j) => {
      await send(j);
      await j.wait('1 day');
      await send(j);
      return 'over';
    });
    expect(await lines(blind)).toEqual(['over']);
  });

  test('at a send whose status it reads: sent, or not', async () => {
    const looking = journeyOf(async (j) => ((await send(j)).status === 'sent' ? 'yes' : 'no'));
    expect(await lines(looking)).toEqual(['yes', 'welcome/offer-ends#1: no address | no']);
  });

  test('at what the author reads alone, however many paths are played once more', async () => {
    const long = journeyOf(async (j) => {
      for (let i = 0; i < 6; i++) await j.waitFor('Order Delivered', { within: '1 day' });
      const gift = await j.do('issue-offer', { offer: 'welcome-10', expiresIn: '7 days' });
      return gift.status;
    });
    const all = await lines(long);
    expect(all).toHaveLength(2 ** 6 * 2);
    expect(all.filter((one) => one.includes('limit reached'))).toEqual([]);
  });

  test('at a channel and at a reason, only where they are read', async () => {
    const looking = journeyOf(async (j) => {
      const sent = await send(j);
      return sent.status === 'sent' ? sent.channel : sent.reason;
    });
    expect(await lines(looking)).toEqual([
      'sms',
      'welcome/offer-ends#1: sent by email | email',
      ...[
        'no address',
        'suppressed',
        'no consent',
        'too late',
        'unavailable',
        'undeliverable',
        'held',
        'capped',
        'skipped by hand',
      ].map((reason) => `welcome/offer-ends#1: ${reason} | ${reason}`),
    ]);
  });

  test('at a send that only some later course reads', async () => {
    const later = journeyOf(async (j) => {
      const sent = await send(j);
      if (!(await j.is('vip'))) return 'not looked at';
      return sent.status;
    });
    expect(await lines(later)).toEqual([
      'not looked at',
      'is vip#1: yes | sent',
      'welcome/offer-ends#1: no address | not looked at',
      'welcome/offer-ends#1: no address | is vip#1: yes | skipped',
    ]);
  });

  test('not at a send that is only named by a wait for its clicks', async () => {
    const clicking = journeyOf(async (j) => {
      const of = await send(j);
      const clicked = await j.waitFor('Email Clicked', { of, within: '1 day' });
      return clicked
        ? String((clicked as { properties: { message: string } }).properties.message)
        : 'none';
    });
    expect(await lines(clicking)).toEqual([
      'none',
      'wait for Email Clicked#1: Email Clicked | message of preview:0:welcome/offer-ends#1',
    ]);
  });

  type Ordered = { name: string; properties: { total: number; order_id: string } };
  const waiting = (tell: (event: Ordered) => unknown, names = ['Order Completed']) =>
    journeyOf(async (j) => {
      const event = await j.waitFor(names, { within: '1 day' });
      return event ? String(tell(event as Ordered)) : 'nothing';
    });

  test('at a wait: nothing, or each event', async () => {
    const either = waiting(({ name }) => name, ['Order Completed', 'Order Cancelled']);
    expect(await lines(either)).toEqual([
      'nothing',
      'wait for Order Completed | Order Cancelled#1: Order Completed, one disc | Order Completed',
      'wait for Order Completed | Order Cancelled#1: Order Cancelled | Order Cancelled',
    ]);
  });

  test('at an event by its samples, where the journey reads what tells them apart', async () => {
    const both = [
      'nothing',
      'wait for Order Completed#1: Order Completed, one disc | 14.98',
      'wait for Order Completed#1: Order Completed, three discs | 42.94',
    ];
    expect(await lines(waiting(({ properties }) => properties.total))).toEqual(both);
    const whole = waiting(({ properties: { ...all } }) => all.total);
    expect(await lines(whole)).toEqual(both);
    expect(await lines(waiting(({ properties }) => typeof properties))).toHaveLength(2);
  });

  test('at an event that is handed on, by its samples', async () => {
    const handing = journeyOf(async (j) => {
      const event = (await j.waitFor('Order Completed', { within: '1 day' })) as
        Ordered | undefined;
      if (!event) return 'nothing';
      const { order_id } = event.properties;
      const cancelled = await j.waitFor('Order Cancelled', {
        within: '1 day',
        where: { order_id },
      });
      return cancelled ? 'cancelled' : 'kept';
    });
    expect((await lines(handing)).length).toBe(5);
  });

  test('at a wait with fields, which the event then has; so does its per value', async () => {
    const waiting = journeyOf(
      async (j) => {
        const where = { total: 7 };
        const event = await j.waitFor('Order Cancelled', { within: '1 day', where });
        return JSON.stringify((event as { properties?: object } | undefined)?.properties ?? null);
      },
      { on: { event: 'Order Completed', where: { order_id: 'o-77' } }, per: 'order_id' },
    );
    expect(await lines(waiting)).toEqual([
      'null',
      'wait for Order Cancelled#1: Order Cancelled | {"order_id":"o-77","total":7}',
    ]);
  });

  test('at any wait: the goal while its window is open, and every exit', async () => {
    const ending = journeyOf(
      async (j) => {
        await j.wait('2 days');
        await j.wait('2 days');
        return 'over';
      },
      { goal: { event: 'Order Completed', within: '1 day' }, exit: ['Order Cancelled'] },
    );
    expect(await lines(ending)).toEqual([
      'over',
      'wait#2: Order Cancelled | exit: Order Cancelled',
      'wait#1: Order Completed, one disc | converted',
      'wait#1: Order Cancelled | exit: Order Cancelled',
    ]);
  });

  test('with `per`, at the goal of another value where the journey’s own entry would be told again', async () => {
    const again = journeyOf(
      async (j) => {
        await j.wait('2 days');
        return 'over';
      },
      {
        on: 'Order Completed',
        per: 'order_id',
        goal: { event: 'Order Completed', within: '9 days' },
      },
    );
    const { paths } = await explore(again);
    expect(paths.map(({ trace }) => trace.end)).toEqual(['over', 'converted']);
    const [, { choices } = { choices: [] }] = paths;
    expect(JSON.stringify(choices.at(-1)?.value)).toContain('"order_id":"another than o-1"');
  });

  test('at a segment, a fact in each sample, and an arm; an arm without weight is none', async () => {
    const asking = journeyOf(async (j) => {
      const arm = await j.split('x', { a: 50, b: 50, c: 0 });
      if (arm === 'a') return String(await j.is('vip'));
      return JSON.stringify(await j.get('last-order')) ?? 'none';
    });
    expect(await lines(asking)).toEqual([
      'false',
      'is vip#1: yes | true',
      'split x#1: b | none',
      'split x#1: b | get last-order#1: spring | "2026-03-14T18:30:00.000Z"',
    ]);
  });

  test('not at what was said at the same instant: it is still so', async () => {
    const again = journeyOf(async (j) => {
      const both = [await j.is('vip'), await j.is('vip')];
      await j.wait('1 day');
      return [...both, await j.is('vip')].join(' ');
    });
    expect(await lines(again)).toEqual([
      'false false false',
      'is vip#3: yes | false false true',
      'is vip#1: yes | true true false',
      'is vip#1: yes | is vip#3: yes | true true true',
    ]);
  });

  test('at an effect: its results, and where its status is read, its refusals', async () => {
    const blind = journeyOf(async (j) => {
      await j.do('grant-consent', { topic: 'offers' });
      await j.do('issue-offer', { offer: 'welcome-10', expiresIn: '7 days' });
      return 'over';
    });
    expect(await lines(blind)).toEqual(['over']);
    const looking = journeyOf(async (j) => {
      const gift = await j.do('issue-offer', { offer: 'welcome-10', expiresIn: '7 days' });
      return gift.status === 'refused' ? String(gift['reason']) : 'given';
    });
    expect(await lines(looking)).toEqual([
      'given',
      'issue-offer#1: budget spent | budget spent',
      'issue-offer#1: limit reached | limit reached',
    ]);
  });

  test('at the entry event in each of its samples, where the journey looks at it', async () => {
    const looking = journeyOf(async (j) => {
      const { properties } = j.event as { properties: { source: string } };
      return properties.source;
    });
    expect(await lines(looking)).toEqual([
      'web',
      'entry: Signed Up, listening bar | listening bar',
    ]);
    const blind = journeyOf(async () => 'over', { on: ['Signed Up', 'Order Completed'] });
    expect(await lines(blind)).toEqual(['over']);
  });
});

describe('an exploration', () => {
  test('finds each path once, in the order of the story, and each is what a simulation makes of it', async () => {
    const rest = { goal: { event: 'Order Completed', within: '9 days' }, exit: ['Signed Up'] };
    await fc.assert(
      fc.asyncProperty(anyStory, async (story) => {
        const journey = told(story, rest);
        let paths: readonly Path[];
        try {
          ({ paths } = await explore(journey, { maxPaths: 300 }));
        } catch (error) {
          expect(error).toMatchObject({ code: 'TOO_MANY_PATHS' });
          return;
        }
        expect(new Set(paths.map((path) => JSON.stringify(path.choices))).size).toBe(paths.length);
        for (const path of paths) {
          expect(path.trace.end).toBeDefined();
          expect(await simulate(journey, scenarioOf(path))).toEqual(path.trace);
        }
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  test('keeps to the zone and the start it is given', async () => {
    const options = { zone: 'America/New_York', start: '2026-03-06T15:00:00Z' };
    const [path] = (await explore(welcome, options)).paths;
    const picks = path?.trace.steps.find(({ step }) => step === 'welcome/picks#1');
    expect(picks?.at).toBe(Date.parse('2026-03-09T13:30:00Z') - Date.parse(options.start));
  });

  test('of two journeys at once, each is as if it were alone', async () => {
    const [both, alone] = [
      await Promise.all([explore(welcome), explore(winBack)]),
      [await explore(welcome), await explore(winBack)],
    ];
    expect(JSON.stringify(both)).toBe(JSON.stringify(alone));
  });

  test('leaves the clock and the dice of the process as they were', async () => {
    const [now, random] = [Date.now, Math.random];
    await explore(winBack);
    expect(Date.now === now && Math.random === random).toBe(true);
    expect(Math.abs(Date.now() - new Date().getTime())).toBeLessThan(DAY);
    expect(new Set([Math.random(), Math.random(), Math.random()]).size).toBeGreaterThan(1);
  });
});

describe('what cannot be explored says so', () => {
  test.each<[string, (j: UntypedJourney) => Promise<unknown>]>([
    ['Math.random', (j) => (Math.random() < 0.001 ? j.send('welcome/come-by') : j.is('vip'))],
    ['Date.now', (j) => (Date.now() % 2 ? j.send('welcome/come-by') : j.is('vip'))],
    ['new Date', (j) => (new Date().getFullYear() > 2030 ? j.is('vip') : j.is('ordered'))],
    ['what is sent', (j) => j.send('welcome/picks', { products: [`p-${Math.random()}`] })],
    ['what is left in a variable', (j) => j.send(`welcome/${left++ % 2 ? 'come-by' : 'picks'}`)],
  ])('a branch on %s', (_what, verb) =>
    expect(
      explore(
        journeyOf(async (j) => {
          await j.wait('1 day');
          await verb(j);
          return 'over';
        }),
      ),
    ).rejects.toMatchObject({ code: 'NOT_REPEATABLE' }),
  );
  let left = 0;

  test('a date that an event carries may be read', async () => {
    const dated = journeyOf(async (j) => {
      const { at } = j.event as { at: string };
      return String(new Date(at).getUTCFullYear());
    });
    expect(await lines(dated)).toEqual(['2026']);
  });

  test('a loop without a bound, by its steps', () =>
    expect(
      explore(
        journeyOf(async (j) => {
          for (;;) await j.wait('1 day');
        }),
      ),
    ).rejects.toMatchObject({ code: 'JOURNEY_UNBOUNDED', details: { loop: 'wait' } }));

  test('too many paths, by the step at which most part', () =>
    expect(
      explore(
        journeyOf(async (j) => {
          for (let day = 0; day < 30; day++) {
            await j.is('vip');
            await j.wait('1 day');
          }
          return 'over';
        }),
        { maxPaths: 100 },
      ),
    ).rejects.toMatchObject({
      code: 'TOO_MANY_PATHS',
      details: { count: 100, step: expect.stringMatching(/^is vip#/) },
    }));

  test('an await of something that is not a step, by the step before it', () =>
    expect(
      explore(
        journeyOf(async (j) => {
          await j.send('welcome/come-by');
          await new Promise((resolve) => setTimeout(resolve, 50));
          return 'over';
        }),
      ),
    ).rejects.toMatchObject({ code: 'NOT_A_STEP', details: { after: 'welcome/come-by#1' } }));

  test('what an author throws ends a path where it stands', async () => {
    const throwing = journeyOf(async (j) => {
      if (await j.is('vip')) throw new Error('typo');
      return 'over';
    });
    expect(await lines(throwing)).toEqual([
      'over',
      expect.stringMatching(/^is vip#1: yes \| stuck: JOURNEY_THREW: .*'typo'/),
    ]);
  });

  test('a name that the catalogue does not have ends a path where it stands', async () => {
    const misspelt = journeyOf(async (j) => {
      await j.is('vipp');
      return 'over';
    });
    expect(await lines(misspelt)).toEqual([
      expect.stringMatching(/^stuck: NOT_IN_CATALOG: .*'vipp'/),
    ]);
  });
});
