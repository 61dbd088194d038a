import { stopwatch } from '../../activities/stopwatch';

afterEach(() => jest.restoreAllMocks());

/** Both clocks, and what they stand at. */
function clocks(): { wall: number; steady: number } {
  const at = { wall: 1_000_000, steady: 500 };
  jest.spyOn(Date, 'now').mockImplementation(() => at.wall);
  jest.spyOn(performance, 'now').mockImplementation(() => at.steady);
  return at;
}

test.each([
  ['both go on', 40, 40, 40],
  ['the time of day is set back', -3_600_000, 40, 40],
  ['the machine slept', 90_000, 40, 90_000],
])('%s: the one that went further counts', (_, wall, steady, elapsed) => {
  const at = clocks();
  const since = stopwatch();
  expect(since()).toBe(0);
  at.wall += wall;
  at.steady += steady;
  expect(since()).toBe(elapsed);
});
