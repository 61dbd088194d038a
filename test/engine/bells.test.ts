import fc from 'fast-check';
import { Bells } from '../../engine/bells';

const event = { kind: 'event', id: 'x' } as const;
const control = (action: 'pause' | 'resume' | 'skip' | 'retry' | 'end', step?: string) =>
  ({ kind: 'control', action, ...(step !== undefined && { step }) }) as const;

async function wakes(listening: Promise<void>): Promise<boolean> {
  let woken = false;
  void listening.then(() => (woken = true));
  await new Promise(setImmediate);
  return woken;
}

describe('bells', () => {
  test('a bell wakes whoever listens', async () => {
    const bells = new Bells();
    const listening = bells.after(bells.rung);
    bells.ring(event);
    expect(await wakes(listening)).toBe(true);
  });

  test('without a bell nobody wakes', async () => {
    const bells = new Bells();
    expect(await wakes(bells.after(bells.rung))).toBe(false);
  });

  test('a bell heard already wakes nobody again', async () => {
    const bells = new Bells();
    bells.ring(event);
    expect(await wakes(bells.after(bells.rung))).toBe(false);
  });

  test.each(['resume', 'retry', 'end', 'skip'] as const)('%s wakes a run', async (action) => {
    const bells = new Bells();
    const listening = bells.after(bells.rung);
    bells.ring(control(action));
    expect(await wakes(listening)).toBe(true);
  });

  test('a pause wakes nobody: it is a row, met at the next gate', async () => {
    const bells = new Bells();
    const listening = bells.after(bells.rung);
    bells.ring(control('pause'));
    expect(await wakes(listening)).toBe(false);
  });

  test('whatever the order of ringing, asking and listening, no bell is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('ring', 'ask', 'listen'), { maxLength: 30 }),
        async (actions) => {
          const bells = new Bells();
          let heard = bells.rung;
          let rungSinceAsked = false;
          const listeners: { woken: boolean; shall: boolean }[] = [];
          for (const action of actions) {
            if (action === 'ask') {
              heard = bells.rung;
              rungSinceAsked = false;
            } else if (action === 'ring') {
              bells.ring(event);
              rungSinceAsked = true;
              for (const listener of listeners) listener.shall = true;
            } else {
              const listener = { woken: false, shall: rungSinceAsked };
              listeners.push(listener);
              void bells.after(heard).then(() => (listener.woken = true));
            }
          }
          await new Promise(setImmediate);
          for (const { woken, shall } of listeners) expect(woken).toBe(shall);
        },
      ),
    );
  });
});

describe('the skip of an operator', () => {
  test('is taken once', () => {
    const bells = new Bells();
    bells.ring(control('skip'));
    expect(bells.takeSkip('wait#1')).toBe(true);
    expect(bells.takeSkip('wait#1')).toBe(false);
  });

  test('that names a step is left for that step', () => {
    const bells = new Bells();
    bells.ring(control('skip', 'wait#2'));
    expect(bells.takeSkip('wait#1')).toBe(false);
    expect(bells.takeSkip('wait#2')).toBe(true);
  });

  test('that names the closing of a wait means the wait', () => {
    const bells = new Bells();
    bells.ring(control('skip', 'wait#2 closed'));
    expect(bells.takeSkip('wait#2')).toBe(true);
  });

  test('that nobody took does not reach a later step', () => {
    const bells = new Bells();
    bells.ring(control('skip'));
    bells.dropSkip();
    expect(bells.takeSkip('wait#1')).toBe(false);
  });
});
