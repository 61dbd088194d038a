import type { Logger } from 'pino';
import { beat, type Store } from '../store';

/** A scaled clock stands still 2 s after its last beat. */
const BEAT_MS = 400;

/**
 * Keeps a scaled clock going.
 * @returns stops the beat: the clock stands still soon after
 */
export function keepClock({ db }: Store, log: Logger): () => Promise<void> {
  let beating: Promise<void> | undefined;
  const timer = setInterval(() => {
    beating ??= beat(db)
      .catch((error: unknown) => {
        log.warn({ err: error }, 'the clock missed a beat');
      })
      .finally(() => {
        beating = undefined;
      });
  }, BEAT_MS);
  return async () => {
    clearInterval(timer);
    await beating;
  };
}
