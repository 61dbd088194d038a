import { calendarDays, hasHours, parseDuration, type Instant, type WaitInput } from '../engine';
import { dateInZone, waitUntilLocal, zoneOr } from '../gate';
import { readClock } from '../store';
import type { Scene } from './call';

const zoneOf = ({ customer, deps }: Scene): string =>
  zoneOr(customer.timeZone, deps.catalog.shop.timeZone);

/** Where hours do not exist, a time of day is the day. */
async function localOf(scene: Scene, local: { at?: string; on?: unknown }): Promise<boolean> {
  if (local.at === undefined) return false;
  const { factor } = await readClock(scene.tx);
  return hasHours(factor);
}

/** When a wait that begins now ends. `passed`: its date lies behind. */
export async function untilOf(
  scene: Scene,
  wait: WaitInput,
): Promise<{ until: Instant; passed: boolean }> {
  const { now } = scene.customer;
  if (wait.kind === 'event') {
    const until =
      wait.until === undefined
        ? now + parseDuration(String(wait.within))
        : dateInZone(wait.until, {}, zoneOf(scene));
    return { until, passed: false };
  }
  const { at, on } = wait;
  const local = {
    ...(at !== undefined && (await localOf(scene, { at })) && { at }),
    ...(on !== undefined && { on }),
  };
  if (wait.kind === 'for') {
    const until =
      at === undefined && on === undefined
        ? now + parseDuration(wait.duration)
        : waitUntilLocal(now, calendarDays(wait.duration), local, zoneOf(scene));
    return { until, passed: false };
  }
  const before = wait.before === undefined ? {} : { before: wait.before };
  const until = dateInZone(wait.date, { ...local, ...before }, zoneOf(scene));
  return { until, passed: until <= now };
}
