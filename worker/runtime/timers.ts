import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Cancellable, Instant } from '../../engine';
import { clock, summaryOf } from './calls';

/** Real time: one timer. Nothing where the instant lies behind. */
async function sleepUntil(until: Instant, summary: string): Promise<void> {
  const left = until - Date.now();
  if (left > 0) await sleep(left, { summary });
}

/** Between two looks at a clock that stands, real ms: ever longer, but no long part of a short day. */
const LEAST_MS = 25;
const LONGEST_MS = 400;

/** A scaled clock may have stood still meanwhile: it is asked again after each timer. */
async function sleepUntilScaled(until: Instant, summary: string): Promise<void> {
  let before: Instant | undefined;
  for (let pause = LEAST_MS; ; pause = Math.min(pause * 2, LONGEST_MS)) {
    const { now, factor } = await CancellationScope.nonCancellable(clock);
    if (now >= until) return;
    if (now !== before) pause = LEAST_MS;
    const left = Math.ceil((until - now) / factor);
    await sleep(now === before ? Math.max(left, pause) : left, { summary });
    before = now;
  }
}

/** @param scaled - whether a virtual day is shorter than a real one */
export function timer(until: Instant, text: string, scaled: boolean): Cancellable {
  const scope = new CancellationScope();
  const summary = summaryOf(text);
  const done = scope
    .run(() => (scaled ? sleepUntilScaled(until, summary) : sleepUntil(until, summary)))
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  return { done, cancel: () => scope.cancel() };
}
