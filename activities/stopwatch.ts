/**
 * Real ms since now, by two clocks: one may be set back, the other stands still while the machine sleeps. The one
 * that went further counts, so that what is timed by it ends too early rather than too late.
 */
export function stopwatch(): () => number {
  const [wall, steady] = [Date.now(), performance.now()];
  return () => Math.max(Date.now() - wall, performance.now() - steady);
}
