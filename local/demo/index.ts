import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DAY, PermanentError, type Instant } from '../../engine';
import { clockOrigin, lockFolder, now } from '../../store';
import { openHome } from '../home';
import type { UpSettings } from '../settings';
import { stopLeft } from '../temporal-server';
import { startUp, type Up, type UpContext } from '../up';
import { fingerprint, readOutcome, scriptOf, type DemoOutcome } from './outcome';
import { isSame, readBegun, writeBegun, type BegunDemo, type DemoPlan } from './plan';
import { Play, type DemoWatcher } from './play';
import { originOf } from './script';

export { reportDemo, type DemoOutcome } from './outcome';
export type { DemoPlan } from './plan';
export type { DemoWatcher } from './play';
export type { JourneyStanding, Standing } from './standing';
export type { Check } from './verdict';

export interface DemoSettings extends DemoPlan {
  readonly up: UpSettings;
  /** Goes on with what an earlier demo left, whatever it was begun with and finished or not. */
  readonly keep: boolean;
  /** Begins anew, though one with these settings was not finished. */
  readonly fresh: boolean;
  readonly today: Instant;
}

export interface RunningDemo {
  readonly up: Up;
  readonly begun: BegunDemo;
  /** Whether an earlier one goes on, and on which day. */
  readonly goesOn: { readonly at: Instant; readonly day: number } | undefined;
  /** Plays it to its end and judges it. What was started stays up, and the clock goes on. */
  outcome(watcher: DemoWatcher): Promise<DemoOutcome>;
}

/**
 * The demo in the folder that is to go on, if there is one.
 * @throws PermanentError `DEMO_UNFINISHED` where it has other settings: it is not thrown away unasked
 */
function earlierOf({ up, keep, fresh, ...plan }: DemoSettings): BegunDemo | undefined {
  const before = readBegun(openHome(up.home));
  if (!before || fresh) return undefined;
  if (keep) return before;
  if (before.finished) return undefined;
  if (isSame(before, plan)) return before;
  const { customers, days, dayMs: day, seed } = before;
  throw new PermanentError('DEMO_UNFINISHED', { customers, days, day, seed });
}

/**
 * The whole system on real input: the orders of CDNOW customers, as they happen on a clock that runs fast. An unfinished
 * demo with the same settings goes on where it was: clock, runs and mail are kept, and what was answered for is not sent
 * again.
 * @throws PermanentError `DEMO_UNFINISHED`, and what `startUp` throws
 */
export async function startDemo(settings: DemoSettings, context: UpContext): Promise<RunningDemo> {
  const { customers, days, dayMs, seed, today } = settings;
  const earlier = earlierOf(settings);
  if (!earlier) await clearFolder(settings.up.home);
  // What was refused before is tried again.
  const { refused: _, ...plan }: BegunDemo = earlier ?? {
    customers,
    days,
    dayMs,
    seed,
    starts: [],
    finished: false,
  };
  const clock = { dayMs: plan.dayMs, origin: originOf(today, plan.days) };
  const up = await startUp({ ...settings.up, clock }, context);
  const at = await now(up.store.db);
  const { secret } = up.keys;
  const begun = {
    ...{ ...plan, starts: [...plan.starts, at] },
    secret: plan.secret ?? fingerprint(secret),
  };
  writeBegun(up.home, begun);
  const origin = (await clockOrigin(up.store.db)) ?? clock.origin;
  return {
    ...{ up, begun },
    goesOn: earlier && { at, day: dayOf(at, origin) },
    outcome: async (watcher) => {
      const play = new Play(up, begun, scriptOf(begun, origin), origin, watcher);
      await play.run(context.signal);
      const { refused } = play;
      const outcome = await readOutcome(up.store, up.home, begun, { refused, secret });
      writeBegun(up.home, { ...begun, finished: true, refused });
      up.clock?.go();
      return outcome;
    },
  };
}

/** The first day is 1. */
const dayOf = (at: Instant, origin: Instant): number => Math.floor((at - origin) / DAY) + 1;

/**
 * Begins anew, unless a demo is running there. What we did not put there stays: the folder is only named `demo`.
 * @throws PermanentError `FOLDER_LOCKED`
 */
export async function clearFolder(folder: string): Promise<void> {
  const { folder: _, pidFile: __, ...kept } = openHome(folder);
  // A database of SQLite has two files beside it while it is in use.
  const ours = Object.values(kept)
    .map((path) => basename(path))
    .flatMap((name) => [name, `${name}-wal`, `${name}-shm`]);
  const lock = 'up.lock';
  const unlock = await lockFolder(join(folder, lock));
  try {
    for (const child of ['temporal', 'receivers']) await stopLeft(folder, child);
    for (const name of readdirSync(folder)) {
      if (ours.includes(name)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  } finally {
    await unlock();
  }
}
