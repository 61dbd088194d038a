import {
  accept,
  closeWait,
  endEnrollment,
  inTransaction,
  markRunning,
  openWait,
  lateWaits,
  now,
  overdueWaits,
  pauseJourney,
  readCall,
  readStep,
  resumeJourney,
  setPaused,
  setNotBefore,
  setVerdict,
  untakenEvents,
  waitsOf,
  writeStep,
  type EventRow,
  type Store,
  type UntakenQuery,
} from '../../store';
import { eachStore } from '../servers/stores';
import { enroll, eventById, incoming, newCustomer, track, waitOf } from './seeds';

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  const outcome = (enrollment: string, step: string, value: string) => ({
    enrollment,
    generation: 0,
    step,
    verb: 'split',
    value,
    at: 1,
  });

  test('the first outcome of a step stands, and a later writer gets it', async () => {
    const { id } = await enroll(store);
    const first = await writeStep(store.db, outcome(id, 'split x#1', 'a'));
    const second = await writeStep(store.db, { ...outcome(id, 'split x#1', 'b'), at: 2 });
    expect(first).toEqual({ value: 'a', at: 1, eventId: null, won: true });
    expect(second).toEqual({ value: 'a', at: 1, eventId: null, won: false });
    expect(await readStep(store.db, id, 0, 'split x#1')).toEqual({
      value: 'a',
      at: 1,
      eventId: null,
    });
    expect(await readStep(store.db, id, 1, 'split x#1')).toBeUndefined();
  });

  test('null, false and text are outcomes like any other', async () => {
    const { id } = await enroll(store);
    for (const [step, value] of Object.entries({ a: null, b: false, c: 'x', d: { e: [1] } })) {
      expect((await writeStep(store.db, { ...outcome(id, step, ''), value })).value).toEqual(value);
      expect((await readCall(store.db, id, 0, step))?.step?.value).toEqual(value);
    }
  });

  test('a call reads all that it must know in one statement', async () => {
    const { id } = await enroll(store, { goal: { event: 'Order Completed', until: 9 } });
    expect(await readCall(store.db, id, 0, 'x#1')).toMatchObject({
      state: 'starting',
      generation: 0,
      end: null,
      verdict: null,
      stuck: false,
      paused: null,
      goalEvent: 'Order Completed',
      waiting: null,
      step: null,
    });
    await markRunning(store.db, [{ id, generation: 0 }]);
    await writeStep(store.db, outcome(id, 'x#1', 'a'));
    await setVerdict(store.db, id, 'converted');
    await pauseJourney(store.db, 'welcome', { by: 'ann', at: 1 });
    expect(await readCall(store.db, id, 0, 'x#1')).toMatchObject({
      state: 'running',
      verdict: 'converted',
      paused: 'journey',
      step: { value: 'a', at: 1, eventId: null },
    });
    await setPaused(store.db, id, true);
    expect((await readCall(store.db, id, 0, 'x#1'))?.paused).toBe('run');
    await resumeJourney(store.db, 'welcome');
    expect(await readCall(store.db, 'none', 0, 'x#1')).toBeUndefined();
  });

  test('an event serves one wait of a run, and each run once', async () => {
    const customer = await newCustomer(store);
    const event = await track(store, customer, 'A');
    const [one, other] = [await enroll(store, { customer }), await enroll(store, { customer })];
    await writeStep(store.db, { ...outcome(one.id, 'wait#1', ''), eventId: event });
    await writeStep(store.db, { ...outcome(other.id, 'wait#1', ''), eventId: event });
    await expect(
      inTransaction(store, (tx) =>
        writeStep(tx, { ...outcome(one.id, 'wait#2', ''), eventId: event }),
      ),
    ).rejects.toMatchObject({ code: '23505' });
  });

  describe('events that no wait has taken', () => {
    const taken = async (query: UntakenQuery): Promise<string[]> => {
      const events: EventRow[] = [];
      for await (const event of untakenEvents(store.db, query)) events.push(event);
      return events.map(({ name }) => name);
    };

    test('are of the customer, named, valid, since entry, in order of arrival', async () => {
      const customer = await newCustomer(store);
      await track(store, customer, 'A');
      const entry = await track(store, customer, 'Entry');
      const [a] = [await track(store, customer, 'A'), await track(store, customer, 'B')];
      await track(store, customer, 'C');
      await accept(store, [incoming({ customer, name: 'A', problems: ['total: missing'] })]);
      await track(store, await newCustomer(store), 'A');
      const number = (await eventById(store.db, entry))?.number ?? 0;
      const { id } = await enroll(store, { customer, eventId: entry, eventNumber: number });
      const query = {
        enrollment: id,
        generation: 0,
        customer,
        names: ['A', 'B'],
        afterNumber: number,
      };

      expect(await taken(query)).toEqual(['A', 'B']);
      const b = (await eventById(store.db, a))?.acceptedAt ?? 0;
      expect(await taken({ ...query, acceptedBefore: b })).toEqual([]);
      expect(await taken({ ...query, acceptedBefore: b + 3_600_000 })).toEqual(['A', 'B']);
      await writeStep(store.db, { ...outcome(id, 'wait for A#1', ''), eventId: a });
      expect(await taken(query)).toEqual(['B']);
      expect(await taken({ ...query, generation: 1 })).toEqual(['A', 'B']);
    });

    test('have fields equal to those asked for', async () => {
      const customer = await newCustomer(store);
      await track(store, customer, 'A', { size: 1, kind: 'x' });
      await track(store, customer, 'B', { size: '1', kind: 'x' });
      const { id } = await enroll(store, { customer });
      const query = { enrollment: id, generation: 0, customer, names: ['A', 'B'], afterNumber: 0 };
      expect(await taken({ ...query, where: { size: 1 } })).toEqual(['A']);
      expect(await taken({ ...query, where: { kind: 'x' } })).toEqual(['A', 'B']);
      expect(await taken({ ...query, where: { none: true } })).toEqual([]);
    });

    test('are all found, however many', async () => {
      const customer = await newCustomer(store);
      const many = Array.from({ length: 450 }, () => incoming({ customer, name: 'A' }));
      await accept(store, many);
      const { id } = await enroll(store, { customer });
      const query = { enrollment: id, generation: 0, customer, names: ['A'], afterNumber: 0 };
      expect(await taken(query)).toHaveLength(450);
    });
  });

  describe('waits', () => {
    const wait = (enrollment: string, step: string, until: number) => ({
      enrollment,
      generation: 0,
      step,
      kind: 'event' as const,
      events: ['A', 'B'],
      until,
      openedAt: 1,
    });

    test('a run is in one wait at a time', async () => {
      const { id } = await enroll(store);
      await openWait(store.db, wait(id, 'one#1', 10));
      await openWait(store.db, wait(id, 'two#1', 20));
      expect(await waitOf(store, id)).toEqual(wait(id, 'two#1', 20));
      await closeWait(store.db, id, 'one#1');
      expect(await waitOf(store, id)).toBeDefined();
      await closeWait(store.db, id, 'two#1');
      expect(await waitOf(store, id)).toBeUndefined();
    });

    test('a customer has those of live runs, with the run they belong to', async () => {
      const customer = await newCustomer(store);
      const [one, two] = [
        await enroll(store, { customer, per: '"o1"' }),
        await enroll(store, { customer }),
      ];
      await openWait(store.db, wait(one.id, 'one#1', 10));
      await endEnrollment(store.db, two.id, 'done', 1);
      expect((await readCall(store.db, one.id, 0, 'x#1'))?.waiting).toBe('one#1');
      expect(await waitsOf(store.db, customer)).toEqual([
        { ...wait(one.id, 'one#1', 10), journey: 'welcome', per: '"o1"' },
      ]);
    });

    test('those overdue come earliest first', async () => {
      const ids = [];
      for (const until of [-30, -50, -40]) {
        const { id } = await enroll(store);
        await markRunning(store.db, [{ id, generation: 0 }]);
        await openWait(store.db, wait(id, 'one#1', until));
        ids.push(id);
      }
      const overdue = await overdueWaits(store.db, -35, 10);
      expect(overdue.map(({ enrollment }) => enrollment)).toEqual([ids[1], ids[2]]);
      const [first] = await overdueWaits(store.db, -35, 1);
      const [second] = await overdueWaits(store.db, -35, 1, first);
      expect([first?.enrollment, second?.enrollment]).toEqual([ids[1], ids[2]]);
      expect(await overdueWaits(store.db, -35, 1, second)).toEqual([]);
      // Put off, it is not late for the wait it has behind it.
      await setNotBefore(store.db, ids[1] ?? '', (await now(store.db)) + 1_000_000);
      expect((await overdueWaits(store.db, -35, 10)).map((one) => one.enrollment)).toEqual([
        ids[2],
      ]);
      const late = (await lateWaits(store.db, 100)).map((one) => one.enrollment);
      expect(late).toContain(ids[2]);
      expect(late).not.toContain(ids[1]);
    });
  });
});
