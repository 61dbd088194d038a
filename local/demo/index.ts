import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DAY, type Instant } from '../../engine';
import { catalog } from '../../catalog';
import { lockFolder, now } from '../../store';
import { audit, readLogs, resentTopics, type Audit } from '../audit';
import { openHome } from '../home';
import { readReceived } from '../receivers';
import type { UpSettings } from '../settings';
import { stopLeft } from '../temporal-server';
import { startUp, type Up, type UpContext } from '../up';
import { readCdnow } from './cdnow';
import { originOf, writeScript } from './script';
import { sendScript, type Sent } from './sender';
import { readStanding, type Standing } from './standing';
import { judge, type Check } from './verdict';

export type { JourneyStanding, Standing } from './standing';
export type { Check } from './verdict';

const FILE = join(__dirname, '../../examples/cdnow/CDNOW_sample.txt');
/** Days after the last event by which the last silence has been noticed and answered to its end. */
const AFTERWARDS = 160;
const LOOK_MS = 500;

export interface DemoSettings {
  readonly up: UpSettings;
  readonly customers: number;
  readonly days: number;
  /** Real ms of a virtual day. */
  readonly dayMs: number;
  readonly seed: number;
  /** Goes on with what an earlier demo left, instead of beginning anew. */
  readonly keep: boolean;
  readonly today: Instant;
}

export interface DemoOutcome {
  readonly standing: Standing;
  readonly audit: Audit;
  readonly checks: readonly Check[];
  readonly passed: boolean;
}

export interface DemoWatcher {
  /** Everything answers; the script begins. */
  started(up: Up, events: number): void;
  /** Twice a second. */
  moved(standing: Standing, sent: Sent): void;
}

/**
 * The whole system on real input: the orders of CDNOW customers, as they happen on a clock that runs fast. Returns once
 * every run has ended; what was started stays up.
 */
export async function runDemo(
  settings: DemoSettings,
  context: UpContext,
  watcher: DemoWatcher,
): Promise<{ up: Up; outcome: () => Promise<DemoOutcome> }> {
  if (!settings.keep) await clearFolder(settings.up.home);
  const origin = originOf(settings.today, settings.days);
  const products = Object.keys(catalog.products ?? {});
  const script = writeScript(readCdnow(FILE), { ...settings, origin, products });
  const up = await startUp({ ...settings.up, clock: { dayMs: settings.dayMs, origin } }, context);
  watcher.started(up, script.length);
  const outcome = async (): Promise<DemoOutcome> => {
    const sent = await play(up, script, watcher, context.signal);
    await settle(up, sent, watcher, context.signal);
    return conclude(up, sent);
  };
  return { up, outcome };
}

/**
 * Begins anew, unless a demo is running there. What we did not put there stays: the folder is only named `demo`.
 * @throws PermanentError `FOLDER_LOCKED`
 */
export async function clearFolder(folder: string): Promise<void> {
  const { folder: _, pidFile: __, ...kept } = openHome(folder);
  const ours = Object.values(kept).map((path) => basename(path));
  const lock = 'up.lock';
  const unlock = await lockFolder(join(folder, lock));
  try {
    for (const child of ['temporal', 'receivers']) await stopLeft(folder, child);
    for (const name of readdirSync(folder)) {
      // With what belongs to it: `temporal.db-wal` to `temporal.db`.
      if (ours.some((one) => name.startsWith(one)))
        rmSync(join(folder, name), { recursive: true, force: true });
    }
  } finally {
    await unlock();
  }
}

async function play(
  up: Up,
  script: Parameters<typeof sendScript>[0],
  watcher: DemoWatcher,
  signal: AbortSignal,
): Promise<Sent> {
  let latest: Sent = { accepted: [], failed: [] };
  const watching = setInterval(() => {
    readStanding(up.store).then(
      (standing) => watcher.moved(standing, latest),
      // The store was closed meanwhile, or does not answer: the next look tells.
      () => undefined,
    );
  }, LOOK_MS);
  try {
    return await sendScript(
      script,
      { host: up.api, writeKey: up.keys.writeKeys[0] ?? '', store: up.store },
      (sent) => {
        latest = sent;
      },
      signal,
    );
  } finally {
    clearInterval(watching);
  }
}

/** Lets the clock run on until every silence has been noticed and every run has ended, or should have. */
async function settle(
  up: Up,
  sent: Sent,
  watcher: DemoWatcher,
  signal: AbortSignal,
): Promise<void> {
  const until = (await now(up.store.db)) + AFTERWARDS * DAY;
  for (;;) {
    signal.throwIfAborted();
    await up.worker.idle();
    const standing = await readStanding(up.store);
    watcher.moved(standing, sent);
    const live = standing.journeys.reduce((sum, journey) => sum + journey.live, 0);
    const open = (standing.messages['claimed'] ?? 0) + standing.unfinished + standing.due + live;
    if (open === 0 || standing.now > until) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function conclude(up: Up, sent: Sent): Promise<DemoOutcome> {
  const received = await readReceived(up.home.received);
  const logs = await readLogs(up.store, {
    accepted: sent.accepted,
    received,
    resent: resentTopics(),
  });
  const audited = audit(logs);
  const standing = await readStanding(up.store);
  const checks = judge(
    sent,
    audited,
    standing,
    logs.journeys.map(({ id }) => id),
  );
  const passed = checks.every(({ differs }) => differs.length === 0);
  return { standing, audit: audited, checks, passed };
}
