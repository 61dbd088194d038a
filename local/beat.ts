import type { Logger } from 'pino';
import { DAY } from '../engine';
import { beat, behind, holdClock, readClock, type Store } from '../store';

/** A scaled clock stands still 2 s after its last beat. */
const BEAT_MS = 250;
/** So far the product may be behind its clock before the clock waits for it: half a second, or half a short day. */
const TOLERATED_MS = 500;
const TOLERATED = DAY / 2;
/** Real time that the clock waits for one and the same thing: what is held back for a reason must not stop it. */
const LONGEST_WAIT_MS = 5_000;
/** So long after a start it waits longer: what a kill left behind is heard of once its time-outs are over. */
const EARLY_MS = 60_000;
const LONGEST_EARLY_MS = 30_000;

/** A scaled clock that goes. */
export interface GoingClock {
  /** Stops it at once, until `go`. */
  hold(): Promise<void>;
  go(): void;
  /** Real ms for which it has waited for the product. */
  waited(): number;
  /** It stands still soon after. */
  stop(): Promise<void>;
}

/**
 * Keeps a scaled clock going, no faster than the product follows: where a machine is too slow for the pace it was
 * told, days last longer, instead of everything happening late.
 */
export function keepClock({ db }: Store, log: Logger): GoingClock {
  const began = Date.now();
  let held = false;
  let waitingSince: number | undefined;
  let waited = 0;
  /** The oldest that it waits for, and since when by real time; what is as old as one given up is not waited for. */
  let oldest = { since: 0, seen: 0 };
  let passedOver = 0;

  const isBehind = async (): Promise<boolean> => {
    const found = await behind(db, passedOver);
    const { factor } = await readClock(db);
    if (!found || found.by <= Math.min(TOLERATED_MS * factor, TOLERATED)) return false;
    if (found.since !== oldest.since) oldest = { since: found.since, seen: Date.now() };
    const longest = Date.now() - began < EARLY_MS ? LONGEST_EARLY_MS : LONGEST_WAIT_MS;
    if (Date.now() - oldest.seen < longest) return true;
    passedOver = found.since;
    log.info({ waited: longest }, 'the clock goes on, though something is behind it');
    return false;
  };
  const waiting = (): number => (waitingSince === undefined ? 0 : Date.now() - waitingSince);
  const endWait = (): void => {
    waited += waiting();
    waitingSince = undefined;
  };
  const step = async (): Promise<void> => {
    if (held) return;
    if (await isBehind()) {
      if (waitingSince === undefined) await holdClock(db);
      waitingSince ??= Date.now();
      return;
    }
    endWait();
    await beat(db);
  };

  let beating: Promise<void> | undefined;
  const next = (): Promise<void> =>
    (beating ??= step()
      .catch((error: unknown) => {
        log.warn({ err: error }, 'the clock missed a beat');
      })
      .finally(() => {
        beating = undefined;
      }));
  const timer = setInterval(() => void next(), BEAT_MS);
  return {
    hold: async () => {
      held = true;
      await beating;
      // From here on it stands because it was told to.
      endWait();
      await holdClock(db);
    },
    go: () => {
      held = false;
    },
    waited: () => waited + waiting(),
    stop: async () => {
      clearInterval(timer);
      await beating;
    },
  };
}
