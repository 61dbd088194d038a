import {
  claimMessage,
  endEnrollment,
  inTransaction,
  listRuns,
  markMessage,
  markRunning,
  messagesOf,
  newGeneration,
  now,
  openWait,
  readRun,
  readStep,
  setStuck,
  setVerdict,
  writeStep,
  type Keep,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';
import { enroll, newMessage, waitOf } from './seeds';

const STEPS = ['welcome/hello#1', 'wait#1', 'is vip#1', 'wait for A#1'];

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });

  /** A run in its second wait. */
  async function waitingRun() {
    const row = await enroll(store);
    await markRunning(store.db, [{ id: row.id, generation: 0 }]);
    for (const [place, step] of STEPS.entries()) {
      const at = { enrollment: row.id, generation: 0, step, verb: 'x', at: place + 1 };
      await writeStep(store.db, { ...at, value: { place }, ...(place === 0 && { eventId: 'e1' }) });
    }
    await openWait(store.db, {
      enrollment: row.id,
      generation: 0,
      step: 'wait for A#1',
      kind: 'event',
      events: ['A'],
      until: 99,
      openedAt: 4,
    });
    return row;
  }
  const again = (id: string, keep: Keep, release?: string) =>
    inTransaction(store, (tx) => newGeneration(tx, id, { keep, ...(release && { release }) }));

  test('keeping all, the next run has every outcome in order, and the open wait', async () => {
    const { id } = await waitingRun();
    await setVerdict(store.db, id, 'converted');
    await setStuck(store.db, id, { step: 'x', code: 'CALL_FAILED', message: 'no' });
    const next = await again(id, 'all', 'r2');
    expect(next).toMatchObject({ generation: 1, state: 'starting', release: 'r2', stuck: null });
    expect(next.verdict).toBe('converted');
    expect(next.kept).toEqual(
      STEPS.map((step, place) => ({ step, value: { place }, at: place + 1 })),
    );
    expect(await waitOf(store, id)).toMatchObject({ generation: 1, step: 'wait for A#1' });
    expect(await readStep(store.db, id, 1, 'welcome/hello#1')).toEqual({
      value: { place: 0 },
      at: 1,
      eventId: 'e1',
    });
    expect((await readRun(store.db, id)).steps.map(({ step }) => step)).toEqual(STEPS);
  });

  test('from a step, it has what was recorded before it, and no wait', async () => {
    const { id } = await waitingRun();
    await setVerdict(store.db, id, 'converted');
    const next = await again(id, { before: 'is vip#1' });
    expect(next.kept?.map(({ step }) => step)).toEqual(STEPS.slice(0, 2));
    expect(next.verdict).toBeNull();
    expect(await waitOf(store, id)).toBeUndefined();
    expect((await listRuns(store.db, { customer: next.customer })).runs[0]?.waiting).toBeNull();
  });

  test('restarted, it has nothing; an ended run lives again, without its end', async () => {
    const { id } = await waitingRun();
    await writeStep(store.db, {
      enrollment: id,
      generation: 0,
      step: 'end',
      verb: 'end',
      value: { end: 'done' },
      at: 9,
    });
    await endEnrollment(store.db, id, 'done', 9);
    expect(await again(id, 'none')).toMatchObject({
      generation: 1,
      state: 'starting',
      end: null,
      endedAt: null,
      kept: [],
    });
    expect((await again(id, 'none')).generation).toBe(2);
  });

  test('told again, nothing was due before; going on, what was due stays so', async () => {
    const { id } = await waitingRun();
    expect((await again(id, 'all')).restartedAt).toBeNull();
    const before = await now(store.db);
    const { restartedAt } = await again(id, 'none');
    expect(restartedAt).toBeGreaterThanOrEqual(before);
    expect((await again(id, 'all')).restartedAt).toBe(restartedAt);
  });

  test('a step that stands still has no outcome: from it, all that was recorded is kept', async () => {
    const { id } = await waitingRun();
    await setStuck(store.db, id, { step: 'stands#1', code: 'CALL_FAILED', message: 'x' });
    const next = await again(id, { before: 'stands#1' });
    expect(next.kept?.map(({ step }) => step)).toEqual(STEPS);
  });

  test('the end step is never kept', async () => {
    const { id } = await waitingRun();
    const end = { enrollment: id, generation: 0, step: 'end', verb: 'end', value: null, at: 9 };
    await writeStep(store.db, end);
    await endEnrollment(store.db, id, 'done', 9);
    expect((await again(id, 'all')).kept?.map(({ step }) => step)).toEqual(STEPS);
  });

  test('an erased customer’s run keeps that verdict', async () => {
    const { id } = await waitingRun();
    await setVerdict(store.db, id, 'erased');
    expect((await again(id, 'none')).verdict).toBe('erased');
  });

  test('a step that is not recorded is refused, and nothing changes', async () => {
    const { id } = await waitingRun();
    await expect(again(id, { before: 'none#1' })).rejects.toMatchObject({ code: 'STEP_UNKNOWN' });
    await expect(again('none', 'all')).rejects.toMatchObject({ code: 'ENROLLMENT_UNKNOWN' });
    expect((await readRun(store.db, id)).generation).toBe(0);
  });

  test('a message on its way is joined by the next run, not sent again', async () => {
    const row = await waitingRun();
    const lease = { owner: 'a', leaseMs: 60_000, now: 1 };
    const onItsWay = newMessage(row, 'welcome/offer#1');
    const sent = newMessage(row, 'welcome/hello#1');
    await claimMessage(store.db, onItsWay, lease);
    await claimMessage(store.db, sent, lease);
    await markMessage(store.db, { id: sent.id, owner: 'a' }, { state: 'sent', now: 2 });

    await again(row.id, 'all');
    const next = { ...onItsWay, key: `${row.id}:1:welcome/offer#1`, id: 'other' };
    const claim = await claimMessage(store.db, next, { ...lease, owner: 'b' });
    expect(claim).toMatchObject({ status: 'joined', message: { id: onItsWay.id, owner: 'a' } });
    // Its sender marks it as ever.
    const mark = { state: 'sent', now: 3 } as const;
    expect(await markMessage(store.db, { id: onItsWay.id, owner: 'a' }, mark)).toBe(true);
    expect((await messagesOf(store.db, row.id)).map(({ key }) => key).sort()).toEqual(
      [sent.key, next.key].sort(),
    );
  });

  test('sent again means that its outcome was left out', async () => {
    const row = await waitingRun();
    const sent = newMessage(row, 'welcome/hello#1');
    await claimMessage(store.db, sent, { owner: 'a', leaseMs: 60_000, now: 1 });
    await markMessage(store.db, { id: sent.id, owner: 'a' }, { state: 'sent', now: 2 });
    await again(row.id, { before: 'welcome/hello#1' });
    const next = { ...sent, key: `${row.id}:1:welcome/hello#1`, id: 'other' };
    const claim = await claimMessage(store.db, next, { owner: 'b', leaseMs: 60_000, now: 3 });
    expect(claim.status).toBe('claimed');
  });
});
