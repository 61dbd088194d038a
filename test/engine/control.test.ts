import { DAY, HOUR, type Answer, type Bell, type CallName, type SkipReason } from '../../engine';
import type { UntypedJourney } from '../../engine/verbs';
import { ENTRY, started, type Script } from './scripted-runtime';

const control = (action: 'pause' | 'resume' | 'skip' | 'retry' | 'end', step?: string): Bell => ({
  kind: 'control',
  action,
  ...(step !== undefined && { step }),
});

type Line = (journey: UntypedJourney) => Promise<unknown>;
/** Every kind of step whose call can be told to stand still. */
const KINDS: readonly [CallName, string, Line][] = [
  ['send', 'a#1', (j) => j.send('a')],
  ['do', 'issue-offer#1', (j) => j.do('issue-offer', {})],
  ['is', 'is vip#1', (j) => j.is('vip')],
  ['get', 'get orders#1', (j) => j.get('orders')],
  ['split', 'split tone#1', (j) => j.split('tone', { a: 100 })],
  ['open', 'wait#1', (j) => j.wait('1 hour')],
  ['open', 'wait until#1', (j) => j.waitUntil('2026-03-02T11:00:00Z')],
  ['open', 'wait for Paid#1', (j) => j.waitFor('Paid', { within: '1 hour' })],
];

/** Answers this one call with what `standing` says, as long as it says something. */
const unless =
  (call: CallName, standing: () => Answer<unknown> | undefined): Script =>
  (asked) =>
    asked.name === call ? standing() : undefined;

describe.each(KINDS)('at %s (%s)', (call, step, line) => {
  const run = (script?: Script): ReturnType<typeof started> =>
    started(async (j) => {
      await line(j);
      return 'over';
    }, script);

  test('told later, it waits for that instant and asks again, with the same key', async () => {
    let busy = true;
    const until = ENTRY + 6 * HOUR;
    const { runtime, run: live } = await run(
      unless(call, () => (busy ? { status: 'later', until, why: 'quiet hours' } : undefined)),
    );
    expect(live.snapshot()).toMatchObject({ state: 'later', step, until, why: 'quiet hours' });
    await runtime.advanceTo(until - 1);
    busy = false;
    await runtime.advanceTo(until);
    const asked = runtime.asked.filter(({ name }) => name === call);
    expect(asked.map((each) => each.step.key)).toEqual([`e1:0:${step}`, `e1:0:${step}`]);
    await runtime.advanceTo(ENTRY + 9 * DAY);
    expect(live.snapshot().state).toBe('ended');
  });

  test('told later, a bell asks again at once', async () => {
    const { runtime, run: live } = await run(
      unless(call, () => ({ status: 'later', until: ENTRY + DAY, why: 'held' })),
    );
    live.ring({ kind: 'event', id: 'x' });
    await runtime.settle();
    expect(runtime.asked).toHaveLength(2);
  });

  test.each([
    ['parked', { status: 'parked', why: 'journey paused' }, 'journey paused'],
    ['stuck', { status: 'stuck', code: 'TEMPLATE', message: 'broken' }, 'TEMPLATE: broken'],
  ] as const)('%s, it stands still whatever the time, until a bell', async (state, answer, why) => {
    let standing = true;
    const { runtime, run: live } = await run(unless(call, () => (standing ? answer : undefined)));
    await runtime.advanceTo(ENTRY + 300 * DAY);
    expect(runtime.asked).toHaveLength(1);
    expect(runtime.timers).toEqual([]);
    expect(live.snapshot()).toMatchObject({ state, step, why });
    standing = false;
    live.ring(control(state === 'parked' ? 'resume' : 'retry'));
    await runtime.advanceTo(ENTRY + 600 * DAY);
    expect(live.snapshot().state).toBe('ended');
  });

  test('a bell while it is asked is not lost', async () => {
    let standing = true;
    const { live } = await run((asked) => {
      if (asked.name !== call || !standing) return undefined;
      standing = false;
      asked.run().ring(control('resume'));
      return { status: 'parked', why: 'paused' };
    }).then(({ run: live, runtime }) => runtime.advanceTo(ENTRY + 9 * DAY).then(() => ({ live })));
    expect(live.snapshot().state).toBe('ended');
  });

  test('a skip reaches it, and stays asked for until there is an outcome', async () => {
    const { runtime, run: live } = await run(
      unless(call, () => ({ status: 'parked', why: 'paused' })),
    );
    live.ring(control('skip'));
    await runtime.settle();
    live.ring(control('resume'));
    await runtime.settle();
    expect(runtime.asked.map((asked) => asked.step.skip)).toEqual([undefined, true, true]);
  });

  test('ended, nothing more is asked, nothing settles, no catch and no finally of the author runs', async () => {
    const settled: string[] = [];
    const {
      runtime,
      end,
      run: live,
    } = await started(
      async (j) => {
        try {
          await line(j);
          settled.push('settled');
        } catch {
          settled.push('catch');
        } finally {
          settled.push('finally');
        }
        return 'over';
      },
      unless(call, () => ({ status: 'ended', end: 'ended by operator' })),
    );
    live.ring(control('retry'));
    await runtime.advanceTo(ENTRY + 300 * DAY);
    expect(end()).toBe('ended by operator');
    expect(settled).toEqual([]);
    expect(runtime.asked).toHaveLength(1);
    expect(live.snapshot()).toMatchObject({ state: 'ended', end: 'ended by operator' });
  });

  test('failing, it is recorded as stuck with what failed, and a retry asks again', async () => {
    let broken = true;
    const { runtime, run: live } = await run((asked) =>
      asked.name === call && broken ? Promise.reject(new Error('no answer')) : undefined,
    );
    expect(runtime.names()).toEqual([`${call} ${step}`, 'park park']);
    expect(runtime.asked[1]?.input).toMatchObject({ code: 'CALL_FAILED', step });
    expect(live.snapshot()).toMatchObject({
      state: 'stuck',
      step,
      why: expect.stringMatching(/no answer/),
    });
    broken = false;
    live.ring(control('retry'));
    await runtime.advanceTo(ENTRY + 300 * DAY);
    expect(live.snapshot().state).toBe('ended');
  });

  test('failing in a run that an operator has ended, it ends', async () => {
    const { end } = await run((asked) => {
      if (asked.name === call) return Promise.reject(new Error('no answer'));
      return asked.name === 'park' ? { status: 'ended', end: 'ended by operator' } : undefined;
    });
    expect(end()).toBe('ended by operator');
  });
});

describe.each<[CallName, string, Line]>([
  ['close', 'wait for Paid#1 closed', (j) => j.waitFor('Paid', { within: '1 hour' })],
  ['end', 'end', () => Promise.resolve()],
])('at %s (%s)', (call, step, line) => {
  const run = (script: Script): ReturnType<typeof started> =>
    started(async (j) => {
      await line(j);
      return 'over';
    }, script);

  test.each([
    ['parked', { status: 'parked', why: 'journey paused' }],
    ['stuck', { status: 'stuck', code: 'X', message: 'broken' }],
  ] as const)('%s, it stands still until a bell, and then goes on', async (state, answer) => {
    let standing = true;
    const { runtime, run: live } = await run(unless(call, () => (standing ? answer : undefined)));
    await runtime.advanceTo(ENTRY + 300 * DAY);
    expect(live.snapshot()).toMatchObject({ state, step });
    standing = false;
    live.ring(control('retry'));
    await runtime.settle();
    expect(live.snapshot()).toMatchObject({ state: 'ended', end: 'over' });
  });

  test('failing, it is stuck, and a retry asks again', async () => {
    let broken = true;
    const { runtime, run: live } = await run(({ name }) =>
      name === call && broken ? Promise.reject(new Error('no answer')) : undefined,
    );
    await runtime.advanceTo(ENTRY + 300 * DAY);
    expect(runtime.names().slice(-2)).toEqual([`${call} ${step}`, 'park park']);
    expect(live.snapshot()).toMatchObject({ state: 'stuck', step });
    broken = false;
    live.ring(control('retry'));
    await runtime.settle();
    expect(live.snapshot().state).toBe('ended');
  });

  test('ended, the run ends as the store says', async () => {
    const { runtime, end } = await run(unless(call, () => ({ status: 'ended', end: 'converted' })));
    await runtime.advanceTo(ENTRY + 300 * DAY);
    expect(end()).toBe('converted');
  });
});

describe('a pause', () => {
  test('wakes no wait: it is met at the next gate', async () => {
    const { runtime, run } = await started(async (j) => {
      await j.wait('1 day');
      return 'over';
    });
    run.ring(control('pause'));
    await runtime.settle();
    expect(runtime.names()).toEqual(['open wait#1']);
  });
});

describe('a skip', () => {
  test('of a send tells the journey what the store made of it', async () => {
    const reason: SkipReason = 'skipped by hand';
    const { run, runtime, end } = await started(
      async (j) => {
        const sent = await j.send('a');
        return sent.status === 'skipped' ? sent.reason : 'sent';
      },
      ({ name, step, at }) => {
        if (name !== 'send') return undefined;
        if (!step.skip) return { status: 'stuck', code: 'TEMPLATE', message: 'broken' };
        return { status: 'done', value: { status: 'skipped', reason }, at };
      },
    );
    run.ring(control('skip', 'a#1'));
    await runtime.settle();
    expect(end()).toBe('skipped by hand');
  });

  test('that comes while a step is done does not skip the next one', async () => {
    const { runtime } = await started(
      async (j) => {
        await j.send('a');
        await j.wait('1 day');
        return 'over';
      },
      (asked) => {
        if (asked.name === 'send') asked.run().ring(control('skip'));
        return undefined;
      },
    );
    await runtime.advanceTo(ENTRY + HOUR);
    expect(runtime.names().filter((name) => name !== 'close wait#1 closed')).toEqual([
      'send a#1',
      'open wait#1',
    ]);
  });
});

describe('the end', () => {
  test('is a step of its own, with the name the journey returned', async () => {
    const { runtime, end } = await started(async () => 'lapsed');
    expect(runtime.asked).toMatchObject([
      { name: 'end', step: { name: 'end', key: 'e1:0:end' }, input: { end: 'lapsed' } },
    ]);
    expect(end()).toBe('lapsed');
  });

  test('is the one the store gives, where a verdict came first', async () => {
    const { end } = await started(
      async () => 'lapsed',
      ({ name }) => (name === 'end' ? { status: 'ended', end: 'converted' } : undefined),
    );
    expect(end()).toBe('converted');
  });
});

describe('what a run shows', () => {
  test('is its outcomes in order, one line each', async () => {
    const { runtime, run } = await started(async (j) => {
      await j.send('a');
      await j.wait('1 day');
      await j.is('vip');
      return 'over';
    });
    await runtime.advanceTo(ENTRY + DAY);
    expect(run.snapshot().story).toEqual([
      { step: 'a#1', outcome: 'sent: email', at: ENTRY },
      { step: 'wait#1', outcome: 'until 2026-03-03T10:00:00.000Z', at: ENTRY },
      { step: 'is vip#1', outcome: 'false', at: ENTRY + DAY },
      { step: 'end', outcome: '', at: ENTRY + DAY },
    ]);
    expect(runtime.shown.at(-1)).toMatchObject({ state: 'ended', end: 'over' });
  });

  test('does not change under who keeps it', async () => {
    const { runtime, run } = await started(async (j) => {
      await j.wait('1 day');
      return 'over';
    });
    const before = run.snapshot();
    await runtime.advanceTo(ENTRY + DAY);
    expect(before).toMatchObject({ state: 'waiting', story: [{ step: 'wait#1' }] });
    expect(before.story).toHaveLength(1);
  });
});
