import { sql } from 'kysely';
import { DAY } from '../../engine';
import {
  accept,
  beat,
  behind,
  clockOrigin,
  holdClock,
  now,
  openStore,
  overdueRuns,
  readClock,
  setNotBefore,
  startClock,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';
import { enroll } from './seeds';

/** The real clock as the database has it. */
const beatAgo = (store: Store, ms: number) =>
  sql`update clock set real_anchor = real_anchor - ${ms}, beat_at = beat_at - ${ms}`.execute(
    store.db,
  );

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });

  test('a clock that nobody scaled is real time', async () => {
    const before = Date.now();
    const clock = await readClock(store.db);
    expect(clock.factor).toBe(1);
    expect(clock.now).toBeGreaterThanOrEqual(before);
    expect(clock.now).toBeLessThanOrEqual(Date.now());
    await startClock(store.db);
    await beat(store.db);
    expect((await readClock(store.db)).now - Date.now()).toBeLessThanOrEqual(0);
  });

  test('scaled, it begins at its origin and runs by its factor', async () => {
    const origin = Date.parse('2026-01-01T00:00:00Z');
    await startClock(store.db, { dayMs: 2_000, origin });
    const clock = await readClock(store.db);
    expect(clock.factor).toBe(DAY / 2_000);
    expect(clock.now).toBeGreaterThanOrEqual(origin);
    // A second ago by the real clock is half a day.
    await beatAgo(store, 1_000);
    expect(await now(store.db)).toBeGreaterThanOrEqual(origin + DAY / 2);
  });

  test('two seconds after the last beat it stands still, and goes on from there', async () => {
    await beat(store.db);
    await beatAgo(store, 60_000);
    const still = await now(store.db);
    await beatAgo(store, 60_000);
    expect(await now(store.db)).toBe(still);
    await beat(store.db);
    const after = await now(store.db);
    expect(after).toBeGreaterThanOrEqual(still);
    expect(after).toBeLessThan(still + DAY);
  });

  test('started anew after a stop, it goes on from where it stood, at its new pace', async () => {
    await beatAgo(store, 3_600_000);
    const still = await now(store.db);
    await startClock(store.db, { dayMs: DAY, origin: 0 });
    const clock = await readClock(store.db);
    expect(clock.factor).toBe(1);
    expect(clock.now).toBeGreaterThanOrEqual(still);
    expect(clock.now).toBeLessThan(still + 60_000);
  });

  test('it remembers where it began, whatever became of it since', async () => {
    expect(await clockOrigin(store.db)).toBe(Date.parse('2026-01-01T00:00:00Z'));
  });

  test('held, it stands still at once, and the next beat lets it go on from there', async () => {
    await startClock(store.db, { dayMs: 100 });
    await holdClock(store.db);
    const still = await now(store.db);
    await beatAgo(store, 500);
    expect(await now(store.db)).toBe(still);
    await beat(store.db);
    expect(await now(store.db)).toBeLessThan(still + DAY);
    await beatAgo(store, 500);
    expect(await now(store.db)).toBeGreaterThanOrEqual(still + 5 * DAY);
  });

  test('what waits to be worked off says how far the product is behind it', async () => {
    expect(await behind(store.db)).toBeUndefined();
    await startClock(store.db, { dayMs: 1_000 });
    const event = { source: 's', messageId: 'm', type: 'track', userId: 'ann' } as const;
    await accept(store, [{ ...event, name: 'Signed Up', properties: {} }]);
    await beatAgo(store, 1_000);
    const found = await behind(store.db);
    expect(found?.by).toBeGreaterThanOrEqual(DAY);
    expect(await behind(store.db, found?.since)).toBeUndefined();
    await sql`update customers set applied = arrived, rung = arrived`.execute(store.db);
    expect(await behind(store.db)).toBeUndefined();
  });

  test('a run is waited for since its step was to be asked for again, not since it was put off', async () => {
    const { id, enteredAt } = await enroll(store);
    await sql`update customers set applied = arrived, rung = arrived`.execute(store.db);
    await sql`update enrollments set state = 'running' where id = ${id}`.execute(store.db);
    await beatAgo(store, 1_000);
    expect(await behind(store.db)).toMatchObject({ since: enteredAt });
    const until = (await now(store.db)) + DAY;
    await setNotBefore(store.db, id, until);
    expect(await behind(store.db)).toBeUndefined();
    await beat(store.db);
    await beatAgo(store, 1_500);
    expect(await behind(store.db)).toMatchObject({ since: until });
    expect(await overdueRuns(store.db, 0)).toEqual([id]);
    expect(await overdueRuns(store.db, DAY)).toEqual([]);
    await setNotBefore(store.db, id, null);
    expect(await behind(store.db)).toMatchObject({ since: enteredAt });
    await sql`update enrollments set state = 'ended' where id = ${id}`.execute(store.db);
  });

  test('it never goes back while several beat it', async () => {
    await startClock(store.db, { dayMs: 1_000 });
    let last = 0;
    for (let round = 0; round < 30; round++) {
      const [, , at] = await Promise.all([beat(store.db), beat(store.db), now(store.db)]);
      expect(at).toBeGreaterThanOrEqual(last);
      last = at;
    }
  });
});

test('a scaled clock survives its store', async () => {
  const { mkdtemp, rm } = await import('node:fs/promises');
  const folder = await mkdtemp('/tmp/perennial-clock-');
  const first = await openStore({ folder });
  await startClock(first.db, { dayMs: 1_000, origin: 1_000_000 });
  await beatAgo(first, 100_000);
  const still = await now(first.db);
  await first.close();
  const second = await openStore({ folder });
  expect(await now(second.db)).toBe(still);
  await second.close();
  await rm(folder, { recursive: true });
});
