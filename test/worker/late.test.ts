import {
  inTransaction,
  markRunning,
  now,
  openWait,
  pauseJourney,
  resumeJourney,
  type Store,
} from '../../store';
import { LateRuns } from '../../worker/jobs/late';
import type { RunName } from '../../worker/runs';
import { eachStore } from '../servers/stores';
import { enroll, newCustomer } from '../store/seeds';

const HOUR = 3_600_000;

eachStore((open) => {
  let store: Store;
  let rung: string[];
  let late: LateRuns;
  beforeAll(async () => {
    store = await open();
  });
  beforeEach(async () => {
    for (const table of ['waits', 'enrollments', 'journey_pauses'] as const) {
      await store.db.deleteFrom(table).execute();
    }
    rung = [];
    late = new LateRuns({ store, runs: { ring }, log });
  });

  const log = { info: () => undefined };
  const ring = ({ enrollment }: RunName): Promise<boolean> => {
    rung.push(enrollment);
    return Promise.resolve(true);
  };

  /** A run whose wait is over in so many ms. */
  async function running(until: number, step = 'wait#1'): Promise<string> {
    const { id } = await enroll(store, { customer: await newCustomer(store) });
    await waits(id, until, step);
    await markRunning(store.db, [{ id, generation: 0 }]);
    return id;
  }
  const waits = (enrollment: string, until: number, step: string): Promise<void> =>
    inTransaction(store, async (tx) =>
      openWait(tx, {
        ...{ enrollment, generation: 0, step, kind: 'for', events: [] },
        until: (await now(tx)) + until,
        openedAt: 0,
      }),
    );

  test('a run is rung once it was late at two looks, and once for each wait', async () => {
    const id = await running(-HOUR);
    await running(HOUR);
    expect([await late.ring(), await late.ring(), await late.ring()]).toEqual([0, 1, 0]);
    await waits(id, -HOUR, 'wait#2');
    expect([await late.ring(), await late.ring(), await late.ring()]).toEqual([0, 1, 0]);
    expect(rung).toEqual([id, id]);
  });

  test('a run that moved between two looks is left alone', async () => {
    const id = await running(-HOUR);
    await late.ring();
    await waits(id, HOUR, 'wait#2');
    expect([await late.ring(), await late.ring()]).toEqual([0, 0]);
  });

  test('one that is held is rung when it is let go', async () => {
    const id = await running(-HOUR);
    const set = (fields: object) =>
      store.db.updateTable('enrollments').set(fields).where('id', '=', id).execute();
    const stuck = JSON.stringify({ step: 'wait#1', code: 'X', message: '' });
    const { db } = store;
    const holds = [
      [() => set({ paused: true }), () => set({ paused: false })],
      [() => set({ stuck }), () => set({ stuck: null })],
      [() => pauseJourney(db, 'welcome', { by: 'o', at: 0 }), () => resumeJourney(db, 'welcome')],
    ] as const;
    for (const [hold, letGo] of holds) {
      await hold();
      expect([await late.ring(), await late.ring()]).toEqual([0, 0]);
      await letGo();
    }
    expect([await late.ring(), await late.ring()]).toEqual([0, 1]);
  });

  test('however many there are, all of them are rung', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) ids.push(await running(-HOUR - (i % 3)));
    const few = new LateRuns({ store, runs: { ring }, log }, 5);
    expect([await few.ring(), await few.ring()]).toEqual([0, 12]);
    expect([...rung].sort()).toEqual([...ids].sort());
  });
});
