import type { Calls, Json } from '../../engine';
import type { UntypedJourney } from '../../engine/verbs';
import { ENTRY, started, type Script } from './scripted-runtime';

/** The calls that one line of a journey makes, as name, step and input. */
async function asks(
  line: (journey: UntypedJourney) => Promise<unknown>,
  script?: Script,
): Promise<{ call: string; step: string; input: unknown; summary: string }[]> {
  const { runtime } = await started(async (journey) => {
    await line(journey);
    return 'over';
  }, script);
  return runtime.asked.map(({ name, step, input }) => ({
    call: name,
    step: step.name,
    input,
    summary: step.summary,
  }));
}

describe('what a verb asks', () => {
  test.each([
    [
      'send',
      (j: UntypedJourney) => j.send('a/b'),
      { call: 'send', step: 'a/b#1', input: { template: 'a/b', props: {}, due: ENTRY } },
    ],
    [
      'send with props and options',
      (j: UntypedJourney) => j.send('a/b', { n: 1 }, { channel: 'sms', within: '4 hours' }),
      {
        call: 'send',
        step: 'a/b#1',
        input: { template: 'a/b', props: { n: 1 }, channel: 'sms', within: '4 hours', due: ENTRY },
      },
    ],
    [
      'wait',
      (j: UntypedJourney) => j.wait('2 days'),
      { call: 'open', step: 'wait#1', input: { kind: 'for', duration: '2 days' } },
    ],
    [
      'wait at a time of day',
      (j: UntypedJourney) => j.wait('2 days', { at: '09:00', on: 'weekdays' }),
      {
        call: 'open',
        step: 'wait#1',
        input: { kind: 'for', duration: '2 days', at: '09:00', on: 'weekdays' },
      },
    ],
    [
      'waitUntil',
      (j: UntypedJourney) => j.waitUntil('2026-12-08', { before: '1 day', at: '09:00' }),
      {
        call: 'open',
        step: 'wait until#1',
        input: { kind: 'until', date: '2026-12-08', before: '1 day', at: '09:00' },
      },
    ],
    [
      'waitFor',
      (j: UntypedJourney) => j.waitFor('Paid', { within: '1 day', where: { order_id: 'o1' } }),
      {
        call: 'open',
        step: 'wait for Paid#1',
        input: { kind: 'event', events: ['Paid'], within: '1 day', where: { order_id: 'o1' } },
      },
    ],
    [
      'waitFor one of several, until a date',
      (j: UntypedJourney) => j.waitFor(['Paid', 'Left'], { until: '2026-12-08' }),
      {
        call: 'open',
        step: 'wait for Paid | Left#1',
        input: { kind: 'event', events: ['Paid', 'Left'], until: '2026-12-08' },
      },
    ],
    [
      'is',
      (j: UntypedJourney) => j.is('vip'),
      { call: 'is', step: 'is vip#1', input: { segment: 'vip' } },
    ],
    [
      'get',
      (j: UntypedJourney) => j.get('orders'),
      { call: 'get', step: 'get orders#1', input: { fact: 'orders' } },
    ],
    [
      'split',
      (j: UntypedJourney) => j.split('tone', { a: 50, b: 50 }),
      { call: 'split', step: 'split tone#1', input: { name: 'tone', arms: { a: 50, b: 50 } } },
    ],
    [
      'do',
      (j: UntypedJourney) => j.do('issue-offer', { offer: 'x' }),
      {
        call: 'do',
        step: 'issue-offer#1',
        input: { effect: 'issue-offer', input: { offer: 'x' } },
      },
    ],
  ])('%s', async (_verb, line, expected) => {
    const [first] = await asks(line);
    expect(first).toMatchObject(expected);
    expect(first?.input).toEqual(expected.input);
  });

  test('a send named by `of` goes along as its message id, and as null when it was skipped', async () => {
    const skipped: Script = ({ name, at }) =>
      name === 'send'
        ? { status: 'done', value: { status: 'skipped', reason: 'no consent' }, at }
        : undefined;
    const line = async (j: UntypedJourney): Promise<unknown> =>
      j.waitFor('Email Clicked', { within: '1 day', of: await j.send('a/b') });
    expect((await asks(line))[1]?.input).toMatchObject({ message: 'm-a/b#1' });
    expect((await asks(line, skipped))[1]?.input).toMatchObject({ message: null });
  });

  test('a step is its name and how often that name came; its key holds enrollment and generation', async () => {
    const { runtime } = await started(
      async (j) => {
        await j.send('a/b');
        await j.send('a/c');
        await j.send('a/b');
        return 'over';
      },
      undefined,
      { enrollment: 'e7', generation: 3 },
    );
    expect(runtime.asked.map(({ step }) => step.key)).toEqual([
      'e7:3:a/b#1',
      'e7:3:a/c#1',
      'e7:3:a/b#2',
      'e7:3:end',
    ]);
  });

  test("an effect that is called 'end' is a step of its own, not the end", async () => {
    const [effect, end] = await asks((j) => j.do('end', {}));
    expect(effect?.step).toBe('end#1');
    expect(end?.step).toBe('end');
  });
});

describe('what a verb returns', () => {
  const answer =
    (call: keyof Calls, value: Json): Script =>
    ({ name, at }) =>
      name === call ? { status: 'done', value, at } : undefined;

  async function returned(
    line: (journey: UntypedJourney) => Promise<unknown>,
    script?: Script,
  ): Promise<unknown> {
    let value: unknown = 'nothing';
    const { runtime } = await started(async (journey) => {
      value = await line(journey);
      return 'over';
    }, script);
    await runtime.advanceTo(ENTRY + 10 * 86_400_000);
    return value;
  }

  const paid = { id: 'p', name: 'Paid', at: '2026-03-02T11:00:00Z', properties: { total: 5 } };
  test.each([
    [
      'send',
      (j: UntypedJourney) => j.send('a'),
      answer('send', { status: 'skipped', reason: 'held' }),
      { status: 'skipped', reason: 'held' },
    ],
    ['wait', (j: UntypedJourney) => j.wait('1 day'), undefined, undefined],
    [
      'waitUntil a date to come',
      (j: UntypedJourney) => j.waitUntil('2026-03-03'),
      undefined,
      'reached',
    ],
    [
      'waitUntil a date gone by',
      (j: UntypedJourney) => j.waitUntil('2026-03-01'),
      answer('open', { until: ENTRY - 1, passed: true }),
      'passed',
    ],
    [
      'waitFor what has come already',
      (j: UntypedJourney) => j.waitFor('Paid', { within: '1 day' }),
      answer('open', { event: paid }),
      paid,
    ],
    [
      'waitFor what comes',
      (j: UntypedJourney) => j.waitFor('Paid', { within: '1 day' }),
      answer('close', { event: paid }),
      paid,
    ],
    [
      'waitFor what does not come',
      (j: UntypedJourney) => j.waitFor('Paid', { within: '1 day' }),
      undefined,
      undefined,
    ],
    ['is', (j: UntypedJourney) => j.is('vip'), answer('is', true), true],
    ['get', (j: UntypedJourney) => j.get('orders'), answer('get', 3), 3],
    [
      'get of a fact without a value',
      (j: UntypedJourney) => j.get('orders'),
      answer('get', null),
      undefined,
    ],
    [
      'get of a value that is false',
      (j: UntypedJourney) => j.get('x'),
      answer('get', false),
      false,
    ],
    ['split', (j: UntypedJourney) => j.split('tone', { a: 1, b: 99 }), answer('split', 'b'), 'b'],
    [
      'do',
      (j: UntypedJourney) => j.do('x', {}),
      answer('do', { status: 'refused', reason: 'no' }),
      { status: 'refused', reason: 'no' },
    ],
  ])('%s', async (_verb, line, script, expected) => {
    expect(await returned(line, script)).toEqual(expected);
  });

  test('the entry event is there as the run was given it', async () => {
    let seen: unknown;
    const event = {
      id: 'ev1',
      name: 'Signed Up',
      at: '2026-03-02T10:00:00Z',
      properties: { source: 'web' },
    };
    await started(
      async (journey) => {
        seen = journey.event;
        return 'over';
      },
      undefined,
      { event },
    );
    expect(seen).toEqual(event);
  });
});
