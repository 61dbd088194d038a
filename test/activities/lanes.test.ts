import { Lanes } from '../../activities/lanes';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a lane takes so many, and other channels have lanes of their own', () => {
  const lanes = new Lanes(2);
  const [a, b, c] = [lanes.visit(), lanes.visit(), lanes.visit()];
  expect([a.take('email'), a.take('email'), b.take('email')]).toEqual([true, true, true]);
  expect(c.mayTake(['email'])).toBe(false);
  expect(c.take('email')).toBe(false);
  expect(c.mayTake(['email', 'sms'])).toBe(true);
  expect(c.take('sms')).toBe(true);
  a.leave();
  a.leave();
  expect([c.take('email'), lanes.visit().take('email')]).toEqual([true, false]);
});

test('who stands in line goes in turn', async () => {
  const lanes = new Lanes(1, 60_000);
  const first = lanes.visit();
  await first.wait('email');
  const gone: number[] = [];
  const others = [1, 2].map(async (number) => {
    const visit = lanes.visit();
    await visit.wait('email');
    gone.push(number);
    return visit;
  });
  await turn();
  expect(gone).toEqual([]);
  first.leave();
  (await others[0])?.leave();
  (await others[1])?.leave();
  expect(gone).toEqual([1, 2]);
  expect(lanes.visit().take('email')).toBe(true);
});

test('who stands too long, or until the lanes close, is told that the lane is full', async () => {
  const full = { code: 'LANE_FULL', message: expect.stringContaining("'email'") as string };
  const short = new Lanes(1, 5);
  short.visit().take('email');
  await expect(short.visit().wait('email')).rejects.toMatchObject(full);
  const long = new Lanes(1, 60_000);
  const first = long.visit();
  first.take('email');
  const waiting = long.visit().wait('email');
  long.close();
  await expect(waiting).rejects.toMatchObject(full);
  first.leave();
  expect(long.visit().take('email')).toBe(true);
});
