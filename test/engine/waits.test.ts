import { DAY, HOUR, type Answer } from '../../engine';
import type { UntypedJourney } from '../../engine/verbs';
import { ENTRY, started, type Asked, type Script } from './scripted-runtime';

const bell = { kind: 'event', id: 'p' } as const;
const paid = { id: 'p', name: 'Paid', at: '2026-03-02T11:00:00Z', properties: {} };
const done = (asked: Asked, value: unknown): Answer<unknown> => ({
  status: 'done',
  value,
  at: asked.at,
});
const dueOf = (asked: Asked | undefined): unknown =>
  asked && 'due' in asked.input ? asked.input.due : undefined;

/** A wait that the store answers as the real one does: over at `until`, or by what `came` says. */
function waiting(until: number, came: () => object | undefined = () => undefined): Script {
  return (asked) => {
    if (asked.name === 'open') return done(asked, { until });
    if (asked.name !== 'close') return undefined;
    const closed = asked.step.skip ? { skipped: true } : came();
    if (closed) return done(asked, closed);
    return asked.at >= until ? done(asked, {}) : { status: 'later', until, why: 'not yet' };
  };
}

describe('a wait by the clock', () => {
  const story = async (j: UntypedJourney): Promise<string> => {
    await j.wait('2 days');
    await j.send('after');
    return 'over';
  };

  test('asks once to open, and nothing more until its time has come', async () => {
    const { runtime, run } = await started(story, waiting(ENTRY + 2 * DAY));
    await runtime.advanceTo(ENTRY + 2 * DAY - 1);
    expect(runtime.names()).toEqual(['open wait#1']);
    expect(run.snapshot()).toMatchObject({
      state: 'waiting',
      step: 'wait#1',
      until: ENTRY + 2 * DAY,
    });
    await runtime.advanceTo(ENTRY + 2 * DAY);
    expect(runtime.names()).toEqual(['open wait#1', 'send after#1', 'end end']);
  });

  test('with a clock ahead of the store’s it asks again after a second, then two, not without end', async () => {
    const { runtime } = await started(
      async (j) => {
        await j.waitFor('Paid', { within: '1 day' });
        return 'over';
      },
      // The store's clock is ten seconds behind.
      (asked) => {
        if (asked.name === 'open') return done(asked, { until: ENTRY + DAY });
        if (asked.name !== 'close') return undefined;
        if (asked.at - 10_000 >= ENTRY + DAY) return done(asked, {});
        return { status: 'later', until: ENTRY + DAY, why: 'not yet' };
      },
    );
    await runtime.advanceTo(ENTRY + DAY + 20_000);
    const closes = runtime.asked.filter(({ name }) => name === 'close').map(({ at }) => at);
    expect(closes.map((at) => at - ENTRY - DAY)).toEqual([
      0, 0, 1_000, 2_000, 4_000, 8_000, 16_000,
    ]);
    expect(runtime.names().at(-1)).toBe('end end');
  });

  test('what follows is due at its end, however late the run wakes', async () => {
    const { runtime } = await started(story, waiting(ENTRY + 2 * DAY));
    runtime.timers[0]!.until = ENTRY + 9 * DAY;
    await runtime.advanceTo(ENTRY + 9 * DAY);
    expect(dueOf(runtime.asked[1])).toBe(ENTRY + 2 * DAY);
  });

  test('a bell has the store look: the wait goes on until its time', async () => {
    const { runtime, run } = await started(story, waiting(ENTRY + 2 * DAY));
    run.ring(bell);
    await runtime.settle();
    expect(runtime.names()).toEqual(['open wait#1', 'close wait#1 closed']);
    expect(run.snapshot()).toMatchObject({
      state: 'waiting',
      step: 'wait#1',
      until: ENTRY + 2 * DAY,
    });
    await runtime.advanceTo(ENTRY + 3 * DAY);
    expect(runtime.names().slice(2)).toEqual(['close wait#1 closed', 'send after#1', 'end end']);
    expect(dueOf(runtime.asked[3])).toBe(ENTRY + 2 * DAY);
  });

  test('a bell that rings while the store is asked is not lost', async () => {
    const { runtime } = await started(story, (asked) => {
      if (asked.name === 'open') asked.run().ring(bell);
      return waiting(ENTRY + 2 * DAY)(asked);
    });
    expect(runtime.names()).toEqual(['open wait#1', 'close wait#1 closed']);
  });

  test('a bell cancels the timer; the time-out leaves none set', async () => {
    const { runtime, run } = await started(story, waiting(ENTRY + 2 * DAY));
    run.ring(bell);
    await runtime.advanceTo(ENTRY + 9 * DAY);
    expect(runtime.timers.map(({ state }) => state)).toEqual(['cancelled', 'fired']);
  });

  test('an operator skips it: what follows is due at once', async () => {
    const { runtime, run } = await started(story, waiting(ENTRY + 2 * DAY));
    await runtime.advanceTo(ENTRY + HOUR);
    run.ring({ kind: 'control', action: 'skip' });
    await runtime.settle();
    expect(runtime.names().slice(1)).toEqual(['close wait#1 closed', 'send after#1', 'end end']);
    expect(dueOf(runtime.asked[2])).toBe(ENTRY + HOUR);
  });

  test('an operator skips it by name, but not by the name of another', async () => {
    const { runtime, run } = await started(story, waiting(ENTRY + 2 * DAY));
    run.ring({ kind: 'control', action: 'skip', step: 'wait#2' });
    await runtime.settle();
    expect(runtime.asked.at(-1)?.step.skip).toBeUndefined();
    run.ring({ kind: 'control', action: 'skip', step: 'wait#1' });
    await runtime.settle();
    expect(runtime.names()).toContain('end end');
  });

  test.each(['converted', 'exit: Order Cancelled', 'ended by operator', 'erased'])(
    'the verdict %s ends the run in it, at a bell',
    async (end) => {
      let verdict = false;
      const script: Script = (asked) =>
        asked.name === 'close' && verdict
          ? { status: 'ended', end }
          : waiting(ENTRY + 2 * DAY)(asked);
      const { runtime, run, end: ended } = await started(story, script);
      verdict = true;
      run.ring(bell);
      await runtime.settle();
      expect(ended()).toBe(end);
      expect(runtime.names()).toEqual(['open wait#1', 'close wait#1 closed']);
    },
  );

  test('a verdict that is there before it ends the run at its opening', async () => {
    const { runtime, end } = await started(story, ({ name }) =>
      name === 'open' ? { status: 'ended', end: 'converted' } : undefined,
    );
    expect(end()).toBe('converted');
    expect(runtime.timers).toEqual([]);
  });

  test('a date that lies behind is not waited for, and what follows was due then', async () => {
    const { runtime } = await started(
      async (j) => {
        if ((await j.waitUntil('2026-03-01')) === 'passed') await j.send('late');
        return 'over';
      },
      (asked) =>
        asked.name === 'open' ? done(asked, { until: ENTRY - DAY, passed: true }) : undefined,
    );
    expect(runtime.names()).toEqual(['open wait until#1', 'send late#1', 'end end']);
    expect(dueOf(runtime.asked[1])).toBe(ENTRY - DAY);
  });
});

describe('a wait for an event', () => {
  const story = async (j: UntypedJourney): Promise<string> => {
    const event = await j.waitFor('Paid', { within: '2 days' });
    await j.send('after');
    return event ? 'paid' : 'silent';
  };

  test('that has come already is over at once, with no timer', async () => {
    const { runtime, end } = await started(story, (asked) =>
      asked.name === 'open' ? done(asked, { event: paid }) : undefined,
    );
    expect(end()).toBe('paid');
    expect(runtime.timers).toEqual([]);
    expect(dueOf(runtime.asked[1])).toBe(ENTRY);
  });

  test('is over when a bell rings and the store has it', async () => {
    let came: object | undefined;
    const { runtime, run, end } = await started(
      story,
      waiting(ENTRY + 2 * DAY, () => came),
    );
    expect(run.snapshot()).toMatchObject({ state: 'waiting', events: ['Paid'] });
    await runtime.advanceTo(ENTRY + HOUR);
    came = { event: paid };
    run.ring(bell);
    await runtime.settle();
    expect(end()).toBe('paid');
    expect(dueOf(runtime.asked[2])).toBe(ENTRY + HOUR);
  });

  test("goes on after a bell for another's event, still showing what it waits for", async () => {
    const { runtime, run, end } = await started(story, waiting(ENTRY + 2 * DAY));
    run.ring(bell);
    await runtime.settle();
    expect(run.snapshot()).toMatchObject({
      state: 'waiting',
      step: 'wait for Paid#1',
      until: ENTRY + 2 * DAY,
      events: ['Paid'],
    });
    expect(end()).toBeUndefined();
  });

  test('at its deadline the store looks once more: an event accepted before it beats the time-out', async () => {
    const { runtime, end } = await started(
      story,
      waiting(ENTRY + 2 * DAY, () => ({ event: paid, endedAt: ENTRY + HOUR })),
    );
    await runtime.advanceTo(ENTRY + 5 * DAY);
    expect(end()).toBe('paid');
    expect(dueOf(runtime.asked[2])).toBe(ENTRY + HOUR);
  });

  test('times out with nothing, and what follows was due at the deadline', async () => {
    const { runtime, end } = await started(story, waiting(ENTRY + 2 * DAY));
    await runtime.advanceTo(ENTRY + 5 * DAY);
    expect(end()).toBe('silent');
    expect(dueOf(runtime.asked[2])).toBe(ENTRY + 2 * DAY);
  });

  test('a skip ends it with nothing', async () => {
    const { runtime, run, end } = await started(story, waiting(ENTRY + 2 * DAY));
    run.ring({ kind: 'control', action: 'skip' });
    await runtime.settle();
    expect(end()).toBe('silent');
    expect(dueOf(runtime.asked[2])).toBe(ENTRY);
  });

  test('a verdict ends the run where the store says so', async () => {
    const { run, runtime, end } = await started(story, (asked) =>
      asked.name === 'close'
        ? { status: 'ended', end: 'exit: Left' }
        : waiting(ENTRY + 2 * DAY)(asked),
    );
    run.ring(bell);
    await runtime.settle();
    expect(end()).toBe('exit: Left');
  });
});
