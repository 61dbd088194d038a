import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import pino from 'pino';
import { keepClock } from '../../local/beat';
import { accept, startClock, type Store } from '../../store';
import { openMemory } from '../servers/memory';

let store: Store;
beforeAll(async () => {
  store = await openMemory();
  await startClock(store.db, { dayMs: 1_000 });
});
afterAll(() => store.close());

test('what the clock waited for the product is counted until it is told to stand still, and no longer', async () => {
  const signedUp = { source: 's', messageId: 'm', userId: 'ann', name: 'Signed Up' };
  await accept(store, [{ ...signedUp, type: 'track', properties: {} }]);
  // Almost two days ago, and nobody has looked at it since.
  await sql`update clock set real_anchor = real_anchor - 1900, beat_at = beat_at - 1900`.execute(
    store.db,
  );
  const clock = keepClock(store, pino({ level: 'silent' }));
  while (clock.waited() === 0) await sleep(10);
  await clock.hold();
  const waited = clock.waited();
  const held = Date.now();
  while (Date.now() < held + 100) await sleep(10);
  expect(clock.waited()).toBe(waited);
  clock.go();
  while (clock.waited() === waited) await sleep(10);
  await clock.stop();
});
