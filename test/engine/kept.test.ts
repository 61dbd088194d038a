import fc from 'fast-check';
import { DAY, HOUR, type Kept } from '../../engine';
import type { UntypedJourney } from '../../engine/verbs';
import { ENTRY, started } from './scripted-runtime';

const sent = { status: 'sent', channel: 'email', message: 'm1' };
const kept = (step: string, value: Kept['value'], at = ENTRY): Kept => ({ step, value, at });

const story = async (j: UntypedJourney): Promise<string> => {
  await j.send('first');
  await j.wait('2 days');
  const paid = await j.waitFor('Paid', { within: '2 days' });
  await j.send('last');
  return paid ? 'paid' : 'silent';
};
const paid = { id: 'p', name: 'Paid', at: '2026-03-05T10:00:00Z', properties: {} };
const whole: readonly Kept[] = [
  kept('first#1', sent),
  kept('wait#1', { until: ENTRY + 2 * DAY }),
  kept('wait for Paid#1', { until: ENTRY + 4 * DAY }, ENTRY + 2 * DAY),
  kept('wait for Paid#1 closed', { event: paid }, ENTRY + 3 * DAY),
  kept('last#1', sent, ENTRY + 3 * DAY),
];
const resumed = (
  outcomes: readonly Kept[],
  of: (j: UntypedJourney) => Promise<string> = story,
): ReturnType<typeof started> => started(of, undefined, { generation: 1, kept: outcomes });

describe('kept outcomes', () => {
  test('are answered at once, with their instants, and nothing among them is asked or waited for', async () => {
    const { runtime, run, end } = await resumed(whole);
    expect(runtime.names()).toEqual(['end end']);
    expect(runtime.timers).toEqual([]);
    expect(end()).toBe('paid');
    expect(
      run
        .snapshot()
        .story.slice(0, 5)
        .map(({ step, at }) => [step, at]),
    ).toEqual(whole.map(({ step, at }) => [step, at]));
  });

  test.each([
    [0, 'send first#1'],
    [1, 'open wait#1'],
    [2, undefined],
    [3, undefined],
    [4, 'send last#1'],
    [5, 'end end'],
  ])(
    'with the first %d kept, the run goes on with %s, under keys of its own',
    async (count, next) => {
      const { runtime } = await resumed(whole.slice(0, count));
      expect(runtime.names()[0]).toBe(next);
      if (next) expect(runtime.asked[0]?.step.key).toMatch(/^e1:1:/);
    },
  );

  test('told again by an operator, nothing was due before that', async () => {
    const since = ENTRY + 90 * DAY;
    const { runtime } = await started(story, undefined, { generation: 1, since });
    expect(runtime.asked[0]?.input).toMatchObject({ template: 'first', due: since });
  });

  test('a trailing open wait goes on, until the instant it was given', async () => {
    const { runtime, run } = await resumed(whole.slice(0, 2));
    expect(run.snapshot()).toMatchObject({
      state: 'waiting',
      step: 'wait#1',
      until: ENTRY + 2 * DAY,
    });
    await runtime.advanceTo(ENTRY + 2 * DAY);
    expect(runtime.names()).toEqual(['open wait for Paid#1']);
  });

  test('a trailing open wait for an event is closed by the store under the new generation', async () => {
    const { runtime } = await resumed(whole.slice(0, 3));
    await runtime.advanceTo(ENTRY + 4 * DAY);
    expect(runtime.asked[0]).toMatchObject({
      name: 'close',
      step: { name: 'wait for Paid#1 closed', key: 'e1:1:wait for Paid#1 closed' },
      input: { openStep: 'wait for Paid#1' },
    });
  });

  test('a wait that was skipped stays skipped, and what follows was due then', async () => {
    const { runtime, end } = await resumed(
      [
        kept('wait#1', { until: ENTRY + 2 * DAY }),
        kept('wait#1 closed', { skipped: true }, ENTRY + HOUR),
      ],
      async (j) => {
        await j.wait('2 days');
        await j.send('last');
        return 'over';
      },
    );
    expect(runtime.names()).toEqual(['send last#1', 'end end']);
    expect(runtime.asked[0]?.input).toMatchObject({ due: ENTRY + HOUR });
    expect(end()).toBe('over');
  });

  test.each([
    ['the first step has another name', [kept('other#1', sent)]],
    ['a later step has another name', [whole[0]!, kept('other#1', sent)]],
    ['a wait was not closed but something follows', [...whole.slice(0, 3), kept('last#1', sent)]],
    ['the journey returns before they are used up', [...whole, kept('more#1', sent)]],
  ])('%s: the run stops before it acts', async (_what, outcomes) => {
    const { runtime, run, end } = await resumed(outcomes);
    expect(runtime.names()).toEqual(['park park']);
    expect(run.snapshot()).toMatchObject({
      state: 'stuck',
      why: expect.stringMatching(/^STEP_DIFFERS/),
    });
    expect(runtime.timers).toEqual([]);
    expect(end()).toBeUndefined();
  });

  test('keeping any prefix of a run, the rest is asked exactly as it was the first time', async () => {
    const line = fc.constantFrom<(j: UntypedJourney) => Promise<unknown>>(
      (j) => j.send('a'),
      (j) => j.send('b'),
      (j) => j.is('vip'),
      (j) => j.do('x', {}),
      (j) => j.split('s', { a: 100 }),
      (j) => j.wait('1 day'),
      (j) => j.waitFor('Paid', { within: '1 day' }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), fc.nat(20), async (lines, cut) => {
        const path = async (j: UntypedJourney): Promise<string> => {
          for (const each of lines) await each(j);
          return 'over';
        };
        const first = await started(path);
        await first.runtime.advanceTo(ENTRY + 30 * DAY);
        const outcomes = await recorded(path);
        const prefix = outcomes.slice(0, Math.min(cut, outcomes.length));
        const second = await resumed(prefix, path);
        await second.runtime.advanceTo(ENTRY + 60 * DAY);
        const steps = first.runtime.names();
        const rest = second.runtime.names();
        expect(second.end()).toBe('over');
        expect(steps.slice(steps.length - rest.length)).toEqual(rest);
        expect(rest.length).toBeGreaterThanOrEqual(steps.length - prefix.length);
      }),
      { numRuns: 60 },
    );
  });
});

/** The rows that a run of this path leaves, its end left out. */
async function recorded(path: (j: UntypedJourney) => Promise<string>): Promise<Kept[]> {
  const rows: Kept[] = [];
  const { runtime } = await started(path, (asked) => {
    const { name, step, at } = asked;
    const value =
      name === 'open'
        ? { until: at + DAY }
        : name === 'send'
          ? sent
          : name === 'is'
            ? true
            : name === 'split'
              ? 'a'
              : name === 'do'
                ? { status: 'done' }
                : {};
    if (name === 'end') return undefined;
    rows.push(kept(step.name, value, at));
    return { status: 'done', value, at };
  });
  await runtime.advanceTo(ENTRY + 30 * DAY);
  return rows;
}
