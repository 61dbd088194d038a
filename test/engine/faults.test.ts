import type { Script } from './scripted-runtime';
import { ENTRY, started } from './scripted-runtime';
import type { UntypedJourney } from '../../engine/verbs';

const DAYS = 86_400_000;

/** A journey in which the author watches everything that could settle. */
async function watched(
  story: (journey: UntypedJourney, watch: <T>(verb: Promise<T>) => Promise<T>) => Promise<string>,
  script?: Script,
): Promise<Awaited<ReturnType<typeof started>> & { settled: string[] }> {
  const settled: string[] = [];
  const watch = <T>(verb: Promise<T>): Promise<T> =>
    verb.then(
      (value) => (settled.push('resolved'), value),
      (error: unknown) => {
        settled.push('rejected');
        throw error;
      },
    );
  const running = await started(async (journey) => {
    try {
      return await story(journey, watch);
    } catch (error) {
      settled.push('catch');
      throw error;
    } finally {
      settled.push('finally');
    }
  }, script);
  return { ...running, settled };
}

describe('two verbs open at once', () => {
  test.each([
    [
      'side by side',
      (j: UntypedJourney, watch: <T>(verb: Promise<T>) => Promise<T>) =>
        Promise.all([watch(j.send('a')), watch(j.send('b'))]),
    ],
    [
      'in a race',
      (j: UntypedJourney, watch: <T>(verb: Promise<T>) => Promise<T>) =>
        Promise.race([watch(j.wait('1 day')), watch(j.waitFor('Paid', { within: '2 days' }))]),
    ],
    [
      'because the first was not awaited',
      (j: UntypedJourney, watch: <T>(verb: Promise<T>) => Promise<T>) => {
        void watch(j.wait('1 day'));
        return watch(j.send('b'));
      },
    ],
  ])('%s: the run is stuck, nothing is done, nothing ever settles', async (_how, verbs) => {
    const { runtime, run, settled, end } = await watched(async (j, watch) => {
      await verbs(j, watch);
      return 'over';
    });
    await runtime.advanceTo(ENTRY + 30 * DAYS);
    expect(runtime.names()).toEqual(['park park']);
    expect(runtime.asked[0]?.input).toMatchObject({ code: 'TWO_VERBS' });
    expect(run.snapshot()).toMatchObject({
      state: 'stuck',
      why: expect.stringMatching(/Await every step/),
    });
    expect(settled).toEqual([]);
    expect(end()).toBeUndefined();
  });

  test('while the first stands in its wait: the wait ends for nobody, and nothing more is asked', async () => {
    const { runtime, settled } = await watched(async (j, watch) => {
      const waiting = watch(j.wait('1 day'));
      await new Promise(setImmediate);
      await watch(j.send('b'));
      await waiting;
      return 'over';
    });
    await runtime.settle();
    await runtime.advanceTo(ENTRY + 30 * DAYS);
    expect(runtime.names()).toEqual(['open wait#1', 'park park']);
    expect(settled).toEqual([]);
  });
});

describe('a step that was not awaited', () => {
  test('and is open when the journey returns: stuck instead of ended', async () => {
    const { runtime, run, end } = await started(async (j) => {
      void j.send('a');
      return 'over';
    });
    expect(runtime.names()).toEqual(['send a#1', 'park park']);
    expect(runtime.asked[1]?.input).toMatchObject({ code: 'VERB_NOT_AWAITED' });
    expect(run.snapshot().state).toBe('stuck');
    expect(end()).toBeUndefined();
  });

  test('and is opened after the journey returned, is never done', async () => {
    let settled = false;
    const { runtime, end } = await started(async (j) => {
      void new Promise(setImmediate).then(() => j.send('late')).then(() => (settled = true));
      return 'over';
    });
    await runtime.settle();
    expect(runtime.names()).toEqual(['end end']);
    expect(end()).toBe('over');
    expect(settled).toBe(false);
  });
});

describe("what an author's code throws", () => {
  test.each([
    ['at once', () => Promise.reject(new Error('typo')), []],
    [
      'after a step',
      (j: UntypedJourney) => j.send('a').then(() => Promise.reject(new Error('typo'))),
      ['send a#1'],
    ],
  ])('%s: the run is stuck and says what was thrown', async (_when, story, before) => {
    const { runtime, run, end } = await started(story);
    expect(runtime.names()).toEqual([...before, 'park park']);
    expect(run.snapshot()).toMatchObject({
      state: 'stuck',
      why: expect.stringMatching(/^JOURNEY_THREW: .*'typo'/),
    });
    expect(end()).toBeUndefined();
  });

  test('a thrown value that is no Error is named too', async () => {
    const { run } = await started(() => Promise.reject('plain text'));
    expect(run.snapshot().why).toMatch(/'plain text'/);
  });

  test('a synchronous throw is no different', async () => {
    const { run } = await started(() => {
      throw new Error('sync');
    });
    expect(run.snapshot().why).toMatch(/JOURNEY_THREW: .*'sync'/);
  });
});

describe('an argument that cannot be meant', () => {
  test.each([
    ['DURATION_INVALID', (j: UntypedJourney) => j.wait('3 dyas')],
    ['DURATION_INVALID', (j: UntypedJourney) => j.wait('36 hours', { at: '09:00' })],
    ['CLOCK_INVALID', (j: UntypedJourney) => j.wait('1 day', { at: '9:00' })],
    ['CLOCK_INVALID', (j: UntypedJourney) => j.waitUntil('2026-12-08', { at: '25:99' })],
    ['DATE_INVALID', (j: UntypedJourney) => j.waitUntil('next week')],
    ['DATE_INVALID', (j: UntypedJourney) => j.waitUntil('2026-02-30')],
    ['DATE_INVALID', (j: UntypedJourney) => j.waitUntil('12/08/2026')],
    ['DATE_INVALID', (j: UntypedJourney) => j.waitUntil('2026-12-08T25:00:00Z')],
    ['DATE_INVALID', (j: UntypedJourney) => j.waitFor('Paid', { until: '' })],
    ['DURATION_INVALID', (j: UntypedJourney) => j.waitUntil('2026-12-08', { before: '-1 day' })],
    ['DURATION_INVALID', (j: UntypedJourney) => j.waitFor('Paid', {})],
    ['DURATION_INVALID', (j: UntypedJourney) => j.waitFor('Paid', { within: '0 days' })],
    ['DURATION_INVALID', (j: UntypedJourney) => j.send('a', {}, { within: 'soon' })],
    ['WEIGHTS_INVALID', (j: UntypedJourney) => j.split('s', { a: 50, b: 30 })],
    ['WEIGHTS_INVALID', (j: UntypedJourney) => j.split('s', { a: 150, b: -50 })],
    ['WEIGHTS_INVALID', (j: UntypedJourney) => j.split('s', {})],
    ['WEIGHTS_INVALID', (j: UntypedJourney) => j.split('s', { a: Number.NaN, b: 100 })],
  ])('%s: stuck before anything is asked, and no catch runs (%#)', async (code, verb) => {
    const { runtime, run, settled } = await watched(async (j, watch) => {
      await watch(verb(j));
      return 'over';
    });
    expect(runtime.names()).toEqual(['park park']);
    expect(run.snapshot().why).toMatch(new RegExp(`^${code}: `));
    expect(settled).toEqual([]);
  });

  test.each(['2026-12-08', '2028-02-29', '2026-12-08T10:00Z', '2026-12-08T10:00:00.123+05:30'])(
    '%s is a date',
    async (date) => {
      const { runtime } = await started((j) => j.waitUntil(date));
      expect(runtime.names()).toEqual(['open wait until#1']);
    },
  );
});

describe('a fault', () => {
  const ended: Script = ({ name }) =>
    name === 'park' ? { status: 'ended', end: 'ended by operator' } : undefined;
  const throwing = (): Promise<string> => Promise.reject(new Error('typo'));

  test('stays until an operator ends the run', async () => {
    let over = false;
    const script: Script = (asked) => (over ? ended(asked) : undefined);
    const { run, runtime, end } = await started(throwing, script);
    run.ring({ kind: 'control', action: 'retry' });
    await runtime.settle();
    expect(run.snapshot().state).toBe('stuck');
    over = true;
    run.ring({ kind: 'control', action: 'end' });
    await runtime.settle();
    expect(end()).toBe('ended by operator');
    expect(run.snapshot()).toMatchObject({ state: 'ended', end: 'ended by operator' });
  });

  test('of a run that is over already ends it', async () => {
    const { end } = await started(throwing, ended);
    expect(end()).toBe('ended by operator');
  });

  test('that cannot be recorded stands still all the same, and is recorded at the next bell', async () => {
    let down = true;
    const script: Script = ({ name }) => {
      if (name === 'park' && down) return Promise.reject(new Error('no database'));
      return undefined;
    };
    const { run, runtime } = await started(throwing, script);
    expect(run.snapshot().state).toBe('stuck');
    down = false;
    run.ring({ kind: 'control', action: 'retry' });
    await runtime.settle();
    expect(runtime.names()).toEqual(['park park', 'park park']);
  });

  test('is one: the first stays', async () => {
    const { runtime } = await started(async (j) => {
      void j.send('a');
      void j.send('b');
      throw new Error('typo');
    });
    expect(runtime.asked.map(({ input }) => input)).toMatchObject([{ code: 'TWO_VERBS' }]);
  });
});
