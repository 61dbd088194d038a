import {
  clearVerdict,
  countRuns,
  earlierEnrollments,
  endEnrollment,
  insertEnrollment,
  listRuns,
  liveEnrollments,
  markConverted,
  markRunning,
  needEnrollment,
  newId,
  openGoals,
  openWait,
  pauseJourney,
  readEnrollment,
  readRun,
  resumeJourney,
  setPaused,
  setStuck,
  setVerdict,
  skipMessage,
  startingEnrollments,
  writeStep,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';
import { enroll, newCustomer, newMessage, waitOf } from './seeds';

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });

  test('the same enrollment is inserted once', async () => {
    const row = await enroll(store);
    expect(await insertEnrollment(store.db, { ...row, state: 'held out' })).toBe(false);
    expect(await readEnrollment(store.db, row.id)).toMatchObject({
      id: row.id,
      state: 'starting',
      generation: 0,
      per: '',
      event: row.event,
      paused: false,
      stuck: null,
      verdict: null,
      kept: null,
    });
  });

  test('earlier enrollments are those of the same value that were not turned away', async () => {
    const customer = await newCustomer(store);
    const of = { customer, journey: 'cart', per: '"c1"' };
    const first = await enroll(store, { ...of, enteredAt: 1 });
    const second = await enroll(store, { ...of, enteredAt: 2, state: 'held out' });
    await enroll(store, { ...of, enteredAt: 3, state: 'turned away', reason: 'too soon' });
    await enroll(store, { ...of, per: '"c2"' });
    await enroll(store, { customer, journey: 'cart' });
    expect(await earlierEnrollments(store.db, of)).toEqual([
      { id: first.id, enteredAt: 1, live: true },
      { id: second.id, enteredAt: 2, live: false },
    ]);
  });

  test('an enrollment goes from starting to running to its first end', async () => {
    const { id, customer } = await enroll(store);
    expect((await startingEnrollments(store.db, { customer })).map((row) => row.id)).toEqual([id]);
    await markRunning(store.db, [{ id, generation: 0 }]);
    expect(await startingEnrollments(store.db, { customer })).toEqual([]);
    expect((await liveEnrollments(store.db, customer)).map(({ state }) => state)).toEqual([
      'running',
    ]);
    await openWait(store.db, {
      enrollment: id,
      generation: 0,
      step: 'wait#1',
      kind: 'for',
      events: [],
      until: 9,
      openedAt: 1,
    });
    expect(await endEnrollment(store.db, id, 'thanked', 7)).toBe(true);
    expect(await endEnrollment(store.db, id, 'other', 8)).toBe(false);
    await markRunning(store.db, [{ id, generation: 0 }]);
    expect(await needEnrollment(store.db, id)).toMatchObject({
      state: 'ended',
      end: 'thanked',
      endedAt: 7,
    });
    expect(await waitOf(store, id)).toBeUndefined();
    expect(await liveEnrollments(store.db, customer)).toEqual([]);
  });

  test('the first verdict stays until it is taken back; an ended run gets none', async () => {
    const { id } = await enroll(store);
    expect(await setVerdict(store.db, id, 'exit: A')).toBe(true);
    expect(await setVerdict(store.db, id, 'ended by operator')).toBe(false);
    await clearVerdict(store.db, id, 'ended by operator');
    expect((await needEnrollment(store.db, id)).verdict).toBe('exit: A');
    await clearVerdict(store.db, id, 'exit: A');
    expect((await needEnrollment(store.db, id)).verdict).toBeNull();
    await endEnrollment(store.db, id, 'done', 1);
    expect(await setVerdict(store.db, id, 'converted')).toBe(false);
  });

  test('a goal is open in its window, in a run, after it and held out, and reached once', async () => {
    const customer = await newCustomer(store);
    const goal = { event: 'Order Completed', until: 100 };
    const running = await enroll(store, { customer, goal });
    const over = await enroll(store, { customer, goal });
    await endEnrollment(store.db, over.id, 'lapsed', 1);
    const heldOut = await enroll(store, { customer, goal, state: 'held out' });
    await enroll(store, { customer, goal, state: 'turned away' });
    await enroll(store, { customer, goal: { ...goal, event: 'Signed Up' } });
    const open = async (at: number) =>
      (await openGoals(store.db, customer, 'Order Completed', at)).map(({ id }) => id).sort();
    expect(await open(100)).toEqual([running.id, over.id, heldOut.id].sort());
    expect(await open(101)).toEqual([]);
    expect(await markConverted(store.db, running.id, 50)).toBe(true);
    expect(await markConverted(store.db, running.id, 60)).toBe(false);
    expect(await open(100)).toEqual([over.id, heldOut.id].sort());
    expect((await needEnrollment(store.db, running.id)).convertedAt).toBe(50);
  });

  test('an unknown enrollment is said to be so', async () => {
    const unknown = { code: 'ENROLLMENT_UNKNOWN', details: { enrollment: 'none' } };
    await expect(needEnrollment(store.db, 'none')).rejects.toMatchObject(unknown);
    await expect(readRun(store.db, 'none')).rejects.toMatchObject(unknown);
  });

  test('an operator reads what a run did, what it waits for and why it stands still', async () => {
    const row = await enroll(store, { per: '"o1"' });
    await markRunning(store.db, [{ id: row.id, generation: 0 }]);
    const step = { enrollment: row.id, generation: 0, at: 5, verb: 'send' };
    await writeStep(store.db, { ...step, step: 'welcome/hello#1', value: { status: 'skipped' } });
    await skipMessage(store.db, newMessage(row), { reason: 'no consent', now: 5 });
    const wait = { step: 'wait for X#1', kind: 'event' as const, events: ['X'] };
    await openWait(store.db, { enrollment: row.id, generation: 0, ...wait, until: 9, openedAt: 6 });
    await setStuck(store.db, row.id, { step: 'x#1', code: 'CALL_FAILED', message: 'no' });
    await setPaused(store.db, row.id, true);
    await pauseJourney(store.db, 'welcome', { by: 'ann', at: 1 });

    const run = await readRun(store.db, row.id);
    expect(run).toMatchObject({
      id: row.id,
      journey: 'welcome',
      per: '"o1"',
      state: 'running',
      waiting: { ...wait, until: 9, openedAt: 6 },
      stuck: { step: 'x#1', code: 'CALL_FAILED', message: 'no' },
      paused: true,
      journeyPaused: true,
      event: row.event,
      steps: [{ step: 'welcome/hello#1', verb: 'send', value: { status: 'skipped' }, at: 5 }],
      messages: [{ state: 'skipped', reason: 'no consent' }],
    });
    await setStuck(store.db, row.id, null);
    await resumeJourney(store.db, 'welcome');
    const { runs } = await listRuns(store.db, { customer: row.customer });
    expect(runs).toEqual([
      expect.objectContaining({ stuck: null, journeyPaused: false, waiting: run.waiting }),
    ]);
  });

  test('runs are listed newest first, filtered, page by page', async () => {
    const customer = await newCustomer(store);
    const journey = `j-${newId()}`;
    const ids: string[] = [];
    for (let at = 1; at <= 5; at++) {
      // Two share an instant: no page loses or repeats one.
      ids.push((await enroll(store, { customer, journey, enteredAt: Math.ceil(at / 2) })).id);
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listRuns(store.db, { journey }, { limit: 2, ...(after && { after }) });
      seen.push(...page.runs.map(({ id }) => id));
      after = page.next;
    } while (after);
    expect(seen).toHaveLength(5);
    expect([...seen].sort()).toEqual([...ids].sort());
    expect(seen[0]).toBe(ids[4]);

    await endEnrollment(store.db, ids[0] ?? '', 'done', 1);
    await setPaused(store.db, ids[1] ?? '', true);
    const found = async (filter: Parameters<typeof listRuns>[1]) =>
      (await listRuns(store.db, { journey, ...filter })).runs.map(({ id }) => id);
    expect(await found({ states: ['ended'] })).toEqual([ids[0]]);
    expect(await found({ end: 'done' })).toEqual([ids[0]]);
    expect(await found({ paused: true })).toEqual([ids[1]]);
    expect(await found({ stuck: true })).toEqual([]);
    expect(await found({ release: 'other' })).toEqual([]);
    expect((await countRuns(store.db)).filter((count) => count.journey === journey)).toEqual([
      { journey, state: 'ended', outcome: 'done', count: 1 },
      { journey, state: 'starting', outcome: null, count: 4 },
    ]);
  });
});
