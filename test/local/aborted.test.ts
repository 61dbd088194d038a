import { unlessAborted } from '../../local/aborted';

const never = new Promise<string>(() => undefined);
const reason = new Error('given up');

test('work is what it comes to, while nobody gives it up', async () => {
  const { signal } = new AbortController();
  expect(await unlessAborted(Promise.resolve('done'), signal)).toBe('done');
  await expect(unlessAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow(
    'broken',
  );
});

test('what is given up ends at once, before or after', async () => {
  const abort = new AbortController();
  const waiting = unlessAborted(never, abort.signal);
  abort.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(unlessAborted(never, abort.signal)).rejects.toBe(reason);
});

test('what it comes to all the same is let go', async () => {
  const abort = new AbortController();
  let finish = (_: string): void => undefined;
  const work = new Promise<string>((resolve) => (finish = resolve));
  const late: string[] = [];
  const waiting = unlessAborted(work, abort.signal, (one) => late.push(one));
  abort.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(late).toEqual([]);
  finish('a store');
  await new Promise(setImmediate);
  expect(late).toEqual(['a store']);
});
