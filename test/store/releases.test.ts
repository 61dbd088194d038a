import {
  CHANNELS,
  currentRelease,
  endEnrollment,
  markRunning,
  openReleases,
  pausedJourneys,
  pauseJourney,
  readAudit,
  readRelease,
  resumeJourney,
  saveRelease,
  setCurrentRelease,
  setPaused,
  assignSplit,
  writeAudit,
  type Release,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';
import { enroll } from './seeds';

const release = (id: string): Release => ({
  id,
  createdAt: 5,
  journeys: [
    { id: 'welcome', title: 'Welcome', on: [{ event: 'Signed Up' }], exit: [], holdout: 0 },
  ],
  code: `module.exports = '${id}'`,
  templates: { 'welcome/hello/subject.hbs': 'Hello' },
});

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });

  test('a release is kept whole, once', async () => {
    expect(await currentRelease(store.db)).toBeUndefined();
    await saveRelease(store.db, release('r1'));
    await saveRelease(store.db, { ...release('r1'), code: 'other' });
    expect(await readRelease(store.db, 'r1')).toEqual(release('r1'));
    expect(await readRelease(store.db, 'none')).toBeUndefined();
  });

  test('one release is current, and listeners hear when another is', async () => {
    await saveRelease(store.db, release('r2'));
    const heard: string[] = [];
    let complete = (): void => undefined;
    const both = new Promise<void>((resolve) => (complete = resolve));
    const stop = await store.listen(CHANNELS.releases, (id) => {
      if (heard.push(id) === 2) complete();
    });
    for (const id of ['r1', 'r1', 'r2']) await setCurrentRelease(store.db, id);
    await both;
    await stop();
    expect(heard).toEqual(['r1', 'r2']);
    expect(await currentRelease(store.db)).toMatchObject({
      id: 'r2',
      journeys: release('r2').journeys,
    });
  });

  test('releases with live enrollments are open', async () => {
    const [one, two, three] = [
      await enroll(store, { release: 'r1' }),
      await enroll(store, { release: 'r2' }),
      await enroll(store, { release: 'r2' }),
    ];
    await enroll(store, { release: 'r3', state: 'held out' });
    await markRunning(store.db, [{ id: two.id, generation: 0 }]);
    expect(await openReleases(store.db)).toEqual([
      { id: 'r1', live: 1 },
      { id: 'r2', live: 2 },
    ]);
    await endEnrollment(store.db, one.id, 'done', 1);
    expect((await openReleases(store.db)).map(({ id }) => id)).toEqual(['r2']);
    expect(await setPaused(store.db, three.id, true)).toBe(true);
    expect(await setPaused(store.db, one.id, true)).toBe(false);
  });

  test('a journey is paused by whoever was first, until it is resumed', async () => {
    await pauseJourney(store.db, 'welcome', { by: 'ann', at: 1 });
    await pauseJourney(store.db, 'welcome', { by: 'bob', at: 2 });
    expect(await pausedJourneys(store.db)).toEqual([{ journey: 'welcome', by: 'ann', at: 1 }]);
    await resumeJourney(store.db, 'welcome');
    expect(await pausedJourneys(store.db)).toEqual([]);
  });

  test('an arm once assigned stays', async () => {
    const split = { customer: 'c1', name: 'subject', now: 1 };
    expect(await assignSplit(store.db, { ...split, arm: 'a' })).toBe('a');
    expect(await assignSplit(store.db, { ...split, arm: 'b' })).toBe('a');
    expect(await assignSplit(store.db, { ...split, customer: 'c2', arm: 'b' })).toBe('b');
  });

  test('what operators do is on record, newest first', async () => {
    await writeAudit(store.db, { who: 'ann', what: 'end', subject: 'run-1' });
    await writeAudit(store.db, {
      who: 'bob',
      what: 'skip',
      subject: 'run-1',
      detail: { step: 'x' },
    });
    await writeAudit(store.db, { who: 'bob', what: 'pause', subject: 'welcome' });
    const entries = await readAudit(store.db, { subject: 'run-1' });
    expect(entries).toMatchObject([
      { who: 'bob', what: 'skip', detail: { step: 'x' } },
      { who: 'ann', what: 'end', detail: null },
    ]);
    expect(await readAudit(store.db, { limit: 1 })).toMatchObject([{ what: 'pause' }]);
  });
});
