import { DAY, type Answer, type Bell } from '../../engine';
import type { UntypedJourney } from '../../engine/verbs';
import { ENTRY, started, type Script } from './scripted-runtime';

const paid = { id: 'p', name: 'Paid', at: '2026-03-02T11:00:00Z', properties: {} };

/**
 * A turn that is done again: its calls answer what they recorded, and what rang in its later waits rings at its start.
 */
const again =
  (bell: Bell, closed: (skip: boolean) => object | undefined): Script =>
  ({ name, step, at, run }) => {
    const done = (value: unknown): Answer<unknown> => ({ status: 'done', value, at });
    if (name === 'send' && step.name === 'first#1') {
      run().ring(bell);
      return done({ status: 'sent', channel: 'email', message: 'm1' });
    }
    if (name === 'open') return done({ until: ENTRY + 2 * DAY });
    if (name !== 'close') return undefined;
    const value = closed(step.skip ?? false);
    return value ? done(value) : { status: 'later', until: ENTRY + 2 * DAY, why: 'not yet' };
  };

const forEvent = async (j: UntypedJourney): Promise<string> => {
  await j.send('first');
  return (await j.waitFor('Paid', { within: '2 days' })) ? 'paid' : 'silent';
};
const byClock = async (j: UntypedJourney): Promise<string> => {
  await j.send('first');
  await j.wait('2 days');
  return 'waited';
};

describe('in a turn that is done again', () => {
  test('an event that rang before its wait was opened anew is taken at once', async () => {
    const { end } = await started(
      forEvent,
      again({ kind: 'event', id: 'p' }, () => ({ event: paid })),
    );
    expect(end()).toBe('paid');
  });

  test('an end that an operator gave is met in the wait, not after it', async () => {
    const { end } = await started(byClock, (asked) =>
      asked.name === 'close'
        ? { status: 'ended', end: 'ended by operator' }
        : again({ kind: 'control', action: 'end' }, () => undefined)(asked),
    );
    expect(end()).toBe('ended by operator');
  });

  test('a skip that names its wait is kept for it', async () => {
    const skip = { kind: 'control', action: 'skip', step: 'wait#1' } as const;
    const { end } = await started(
      byClock,
      again(skip, (skipped) => (skipped ? { skipped: true } : undefined)),
    );
    expect(end()).toBe('waited');
  });

  test('a bell that means nothing to the wait leaves it open, and is looked at once', async () => {
    const { runtime, end } = await started(
      byClock,
      again({ kind: 'event', id: 'x' }, () => undefined),
    );
    expect(runtime.names()).toEqual(['send first#1', 'open wait#1', 'close wait#1 closed']);
    expect(end()).toBeUndefined();
  });
});

test('a wait whose bell was looked at rings no more in the next one', async () => {
  const two = async (j: UntypedJourney): Promise<string> => {
    await j.wait('2 days');
    await j.wait('2 days');
    return 'over';
  };
  let closes = 0;
  const { runtime, run } = await started(two, ({ name, at }) => {
    if (name === 'open') return { status: 'done', value: { until: at + 2 * DAY }, at };
    if (name !== 'close') return undefined;
    closes++;
    return { status: 'done', value: { skipped: true }, at };
  });
  run.ring({ kind: 'control', action: 'skip' });
  await runtime.settle();
  expect(closes).toBe(1);
  expect(run.snapshot()).toMatchObject({ state: 'waiting', step: 'wait#2' });
});
