import {
  acceptUnderLock,
  askRun,
  CHANNELS,
  claimMessage,
  endEnrollment,
  forgetWish,
  inTransaction,
  lockCustomer,
  markMessage,
  markRunning,
  newGeneration,
  newId,
  openWishes,
  openWait,
  providerIds,
  runningEnrollments,
  runsToRing,
  setVerdict,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';
import { enroll, eventById, newCustomer, newMessage } from './seeds';

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  const running = async (): Promise<string> => {
    const { id } = await enroll(store);
    await markRunning(store.db, [{ id, generation: 0 }]);
    return id;
  };

  test('what is asked of a run is heard, and kept until it is forgotten', async () => {
    const id = await running();
    const heard = new Promise<string>((resolve) => {
      void store
        .listen(CHANNELS.runs, resolve)
        .then(() => askRun(store.db, id, { action: 'skip' }));
    });
    expect(await heard).toBe(id);
    const [ask] = await openWishes(store.db, { enrollment: id });
    expect(ask).toMatchObject({ enrollment: id, journey: 'welcome', action: 'skip', step: null });
    await forgetWish(store.db, id, 'another');
    expect(await openWishes(store.db, { enrollment: id })).toHaveLength(1);
    await forgetWish(store.db, id, ask?.id ?? '');
    expect(await openWishes(store.db, { enrollment: id })).toEqual([]);
  });

  test('the latest wish stands, and one of a run that is over is open no more', async () => {
    const id = await running();
    await askRun(store.db, id, { action: 'retry' });
    await askRun(store.db, id, { action: 'skip', step: 'wait#1' });
    const [ask] = await openWishes(store.db, { enrollment: id });
    expect(ask).toMatchObject({ action: 'skip', step: 'wait#1' });
    await endEnrollment(store.db, id, 'done', 1);
    expect(await openWishes(store.db, { enrollment: id })).toEqual([]);
  });

  test('a wish outlives a run that goes on whole, and no other', async () => {
    for (const [keep, left] of [['all', 1] as const, ['none', 0] as const]) {
      const id = await running();
      await askRun(store.db, id, { action: 'skip' });
      await inTransaction(store, (tx) => newGeneration(tx, id, { keep }));
      expect(await openWishes(store.db, { enrollment: id })).toHaveLength(left);
    }
  });

  test('running enrollments are looked at a few at a time; those to ring wait for nothing, or have a verdict', async () => {
    const [idle, waits, doomed] = [await running(), await running(), await running()];
    for (const id of [waits, doomed]) {
      await openWait(store.db, {
        enrollment: id,
        generation: 0,
        step: 'wait#1',
        kind: 'for',
        events: [],
        until: Date.now() + 3_600_000,
        openedAt: 1,
      });
    }
    await setVerdict(store.db, doomed, 'converted');
    const seen: string[] = [];
    for (let after = ''; ; after = seen.at(-1) ?? '') {
      const page = await runningEnrollments(store.db, { after, limit: 2 });
      if (page.length === 0) break;
      seen.push(...page.map(({ id }) => id));
    }
    expect(seen).toEqual([...seen].sort());
    expect(seen).toEqual(expect.arrayContaining([idle, waits, doomed]));
    const toRing = (await runsToRing(store.db, { after: '', limit: 100 })).map(({ id }) => id);
    expect(toRing).toEqual(expect.arrayContaining([idle, doomed]));
    expect(toRing).not.toContain(waits);
  });

  test('an event made under a customer’s lock is kept or undone with what else was written', async () => {
    const customer = await newCustomer(store);
    const event = {
      source: 'due',
      messageId: newId(),
      type: 'system' as const,
      name: 'Customer Inactive',
      properties: {},
      journey: 'win-back',
    };
    const accepted = await inTransaction(store, async (tx) =>
      acceptUnderLock(tx, await lockCustomer(tx, customer), [event]),
    );
    expect(accepted).toEqual([expect.objectContaining({ customer, duplicate: false })]);
    expect(await eventById(store.db, accepted[0]?.id ?? '')).toMatchObject({ journey: 'win-back' });
    const again = await inTransaction(store, async (tx) =>
      acceptUnderLock(tx, await lockCustomer(tx, customer), [event]),
    );
    expect(again[0]?.duplicate).toBe(true);
  });

  test('ids that a provider gave are found by customer and channel, newest first', async () => {
    const customer = await newCustomer(store);
    for (const [now, providerId] of [[1, 'SM1'] as const, [2, 'SM2'] as const]) {
      const message = { ...newMessage(await enroll(store, { customer })), channel: 'sms' };
      await claimMessage(store.db, message, { owner: 'a', leaseMs: 1_000, now });
      await markMessage(
        store.db,
        { id: message.id, owner: 'a' },
        { state: 'sent', providerId, now },
      );
    }
    expect(await providerIds(store.db, customer, 'sms')).toEqual(['SM2', 'SM1']);
    expect(await providerIds(store.db, customer, 'email')).toEqual([]);
  });
});
