import { HOUR } from '../../engine';
import {
  insertEnrollment,
  inTransaction,
  openWishes,
  openWait,
  readAudit,
  readEnrollment,
  saveRelease,
  setCurrentRelease,
  setStuck,
  writeStep,
  type NewEnrollment,
} from '../../store';
import { clear, startApi, type TestApi } from './harness';

const NOW = Date.UTC(2026, 10, 22, 12);
let api: TestApi;
let heard: string[] = [];
let customer = '';

beforeAll(async () => {
  api = await startApi();
  await api.store.listen('perennial_runs', (payload) => heard.push(payload));
});
beforeEach(async () => {
  await clear(api.store);
  await release('r1');
  await api.track('identify', { userId: 'u1', traits: { email: 'ana@example.com' } });
  const [row] = await api.store.db.selectFrom('customers').select('id').execute();
  customer = row?.id ?? '';
  heard = [];
});
afterAll(() => api.close());

async function release(id: string) {
  const journeys = [
    { id: 'welcome', title: 'Welcome', on: [{ event: 'Signed Up' }], exit: [], holdout: 0 },
  ];
  await saveRelease(api.store.db, { id, createdAt: NOW, journeys, code: '', templates: {} });
  await setCurrentRelease(api.store.db, id);
}

async function enroll(
  changes: Partial<NewEnrollment> = {},
  state: 'starting' | 'running' | 'ended' = 'running',
) {
  const row: NewEnrollment = {
    id: 'e1',
    journey: 'welcome',
    customer,
    eventId: 'x1',
    eventNumber: 1,
    release: 'r1',
    state: 'starting',
    enteredAt: NOW,
    event: { id: 'x1', name: 'Signed Up', at: new Date(NOW).toISOString(), properties: {} },
    ...changes,
  };
  await insertEnrollment(api.store.db, row);
  if (row.state === 'starting') {
    await api.store.db.updateTable('enrollments').set({ state }).where('id', '=', row.id).execute();
  }
  return row.id;
}

const run = (id = 'e1') => readEnrollment(api.store.db, id);
const rung = async (...ids: string[]) => {
  while (heard.length < ids.length) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(heard).toEqual(expect.arrayContaining(ids));
};

describe('reading', () => {
  test('lists runs newest first, page by page, with every filter', async () => {
    for (let i = 0; i < 5; i++) {
      await enroll({
        id: `e${i}`,
        per: JSON.stringify(`o-${i}`),
        eventId: `x${i}`,
        enteredAt: NOW + i,
      });
    }
    await enroll({
      id: 'away',
      state: 'turned away',
      reason: 'too soon',
      eventId: 'x9',
      per: '"z"',
    });
    const ids = async (query: string) => {
      const { body, status } = await api.operate('GET', `/v1/runs?${query}`);
      expect(status).toBe(200);
      return (body as { runs: { id: string }[] }).runs.map(({ id }) => id);
    };
    expect(await ids('state=running')).toEqual(['e4', 'e3', 'e2', 'e1', 'e0']);
    expect(await ids('state=turned%20away')).toEqual(['away']);
    expect(await ids('state=running,turned%20away')).toHaveLength(6);
    expect(await ids(`customer=${customer}&journey=welcome`)).toHaveLength(6);
    expect(await ids('customer=nobody')).toEqual([]);
    expect(await ids('journey=win-back')).toEqual([]);
    const first = (await api.operate('GET', '/v1/runs?state=running&limit=2')).body as {
      runs: unknown[];
      next: string;
    };
    expect(first.runs).toMatchObject([{ id: 'e4', per: 'o-4' }, { id: 'e3' }]);
    expect(await ids(`state=running&limit=2&after=${first.next}`)).toEqual(['e2', 'e1']);
  });

  test.each([
    'state=asleep',
    'limit=0',
    'limit=many',
    'after=x',
    'stuck=perhaps',
    'customer=a%40b',
  ])('%s is refused', async (query) => {
    expect(await api.operate('GET', `/v1/runs?${query}`)).toMatchObject({
      status: 400,
      body: { error: { code: 'REQUEST_INVALID' } },
    });
  });

  test('shows one run with its story and what it waits for, and nothing personal', async () => {
    await enroll();
    await inTransaction(api.store, async (tx) => {
      await writeStep(tx, {
        enrollment: 'e1',
        generation: 0,
        step: 'welcome/hello#1',
        verb: 'send',
        value: { status: 'sent', channel: 'email', message: 'm1' },
        at: NOW,
      });
      await openWait(tx, {
        enrollment: 'e1',
        generation: 0,
        step: 'wait for Order Completed#1',
        kind: 'event',
        events: ['Order Completed'],
        until: NOW + 1000,
        openedAt: NOW,
      });
    });
    const { body, text } = await api.operate('GET', '/v1/runs/e1');
    expect(body).toMatchObject({
      id: 'e1',
      journey: 'welcome',
      state: 'running',
      enteredAt: '2026-11-22T12:00:00.000Z',
      entry: { name: 'Signed Up' },
      story: [{ step: 'welcome/hello#1', verb: 'send', outcome: 'sent: email' }],
      waiting: { kind: 'event', events: ['Order Completed'], until: '2026-11-22T12:00:01.000Z' },
      messages: [],
    });
    expect(text).not.toContain('ana@');
  });

  test.each([
    ['GET', '/v1/runs/%00', undefined],
    ['GET', '/v1/runs?end=%00', undefined],
    ['GET', '/v1/runs?journey=%00', undefined],
    ['GET', '/v1/inquiries/%00', undefined],
    ['GET', '/v1/audit?subject=%00', undefined],
    ['POST', '/v1/runs/e1/skip', { step: '\0' }],
    ['POST', '/v1/runs/e1/pause', { reason: 'a\ud800b' }],
    ['POST', '/v1/suppressions', { channel: 'email', address: 'a\0@b.example' }],
  ])('%s %s %j is refused: no database could hold it', async (method, path, body) => {
    await enroll();
    expect(await api.operate(method, path, body)).toMatchObject({
      status: 400,
      body: { error: { code: 'REQUEST_INVALID' } },
    });
  });

  test('an unknown run is 404', async () => {
    expect(await api.operate('GET', '/v1/runs/none')).toMatchObject({
      status: 404,
      body: { error: { code: 'ENROLLMENT_UNKNOWN' } },
    });
  });
});

describe('acting on a run', () => {
  const act = (action: string, body?: unknown, id = 'e1') =>
    api.operate('POST', `/v1/runs/${id}/${action}`, body);

  test('end gives it a verdict, rings it, and the audit says who and why', async () => {
    await enroll();
    expect(await act('end', { reason: 'asked by phone' })).toMatchObject({
      status: 200,
      body: { verdict: 'ended by operator', state: 'running' },
    });
    await rung('e1');
    expect(await readAudit(api.store.db, { subject: 'e1' })).toMatchObject([
      { who: 'ana', what: 'run end', detail: { reason: 'asked by phone' } },
    ]);
  });

  test('pause holds it, resume lets it go and rings it', async () => {
    await enroll();
    expect(await act('pause')).toMatchObject({ status: 200, body: { paused: true } });
    expect(heard).toEqual([]);
    expect(await act('resume')).toMatchObject({ status: 200, body: { paused: false } });
    await rung('e1');
    expect(await openWishes(api.store.db)).toMatchObject([{ enrollment: 'e1', action: 'resume' }]);
  });

  test('skip is kept for the worker, with the step it stands at', async () => {
    await enroll();
    const wait = { kind: 'for', events: [], openedAt: NOW } as const;
    const at = { ...wait, enrollment: 'e1', generation: 0, step: 'wait#2' };
    await openWait(api.store.db, { ...at, until: Date.now() + HOUR });
    expect(await act('skip')).toMatchObject({ status: 200 });
    expect(await openWishes(api.store.db)).toMatchObject([
      { enrollment: 'e1', journey: 'welcome', action: 'skip', step: 'wait#2' },
    ]);
    await act('skip', { step: 'welcome/hello#1' });
    expect(await openWishes(api.store.db)).toMatchObject([{ step: 'welcome/hello#1' }]);
    await rung('e1', 'e1');
  });

  test('skip past the end of a wait means whichever step is current: the run may stand at a send', async () => {
    await enroll();
    const wait = { kind: 'for', events: [], openedAt: 1, until: 2 } as const;
    await openWait(api.store.db, { ...wait, enrollment: 'e1', generation: 0, step: 'wait#2' });
    await act('skip');
    expect(await openWishes(api.store.db)).toMatchObject([{ action: 'skip', step: null }]);
  });

  test('retry of a step that failed rings it; retry of code that threw starts a new generation on the current release', async () => {
    await enroll();
    await setStuck(api.store.db, 'e1', {
      step: 'welcome/hello#1',
      code: 'CALL_FAILED',
      message: 'no',
    });
    await act('retry');
    expect(await run()).toMatchObject({ generation: 0, state: 'running' });
    expect(await openWishes(api.store.db)).toMatchObject([{ action: 'retry' }]);
    await setStuck(api.store.db, 'e1', { step: 'park', code: 'JOURNEY_THREW', message: 'no' });
    await release('r2');
    await act('retry');
    expect(await run()).toMatchObject({
      generation: 1,
      state: 'starting',
      release: 'r2',
      stuck: null,
    });
  });

  test('retry of a run that is not stuck is 409: there is nothing to try again', async () => {
    await enroll();
    expect(await act('retry')).toMatchObject({
      status: 409,
      body: { error: { code: 'NOT_STUCK', message: expect.stringContaining('is not stuck') } },
    });
    expect(await openWishes(api.store.db)).toEqual([]);
    expect(await readAudit(api.store.db)).toEqual([]);
  });

  test('restart begins again with nothing kept, whether it had ended or not', async () => {
    await enroll();
    await act('skip', { step: 'wait#1' });
    expect(await act('restart')).toMatchObject({
      status: 200,
      body: { generation: 1, state: 'starting' },
    });
    expect(await openWishes(api.store.db)).toEqual([]);
    await rung('e1');
    await api.store.db.updateTable('enrollments').set({ state: 'ended', end: 'done' }).execute();
    expect(await act('restart')).toMatchObject({
      body: { generation: 2, state: 'starting', end: null },
    });
  });

  test('restart from a step keeps what was before it', async () => {
    await enroll();
    const step = { enrollment: 'e1', generation: 0, verb: 'send', value: null, at: NOW };
    for (const name of ['a#1', 'b#1', 'c#1'])
      await writeStep(api.store.db, { ...step, step: name });
    expect(await act('restart', { step: 'none#1' })).toMatchObject({
      status: 404,
      body: { error: { code: 'STEP_UNKNOWN' } },
    });
    await act('restart', { step: 'b#1' });
    expect((await run())?.kept?.map((kept) => kept.step)).toEqual(['a#1']);
  });

  test.each(['end', 'pause', 'resume', 'skip', 'retry'])(
    '%s of a run that is over is 409',
    async (action) => {
      await enroll({}, 'ended');
      expect(await act(action)).toMatchObject({
        status: 409,
        body: { error: { code: 'RUN_OVER' } },
      });
      expect(await readAudit(api.store.db)).toEqual([]);
    },
  );

  test.each(['held out', 'turned away'] as const)(
    'nobody who was %s is restarted into a run',
    async (state) => {
      await enroll({ state });
      expect(await act('restart')).toMatchObject({ status: 409 });
      expect(await run()).toMatchObject({ state, generation: 0 });
    },
  );

  test.each(['end', 'restart', 'pause', 'resume', 'skip', 'retry'])(
    '%s of an unknown run is 404',
    async (action) => {
      expect(await act(action, undefined, 'none')).toMatchObject({ status: 404 });
    },
  );
});

describe('acting on a journey', () => {
  test('pause holds all its runs; resume rings those that no wait holds', async () => {
    await enroll();
    await enroll({ id: 'e2', per: '"b"', eventId: 'x2' });
    const { now } = (await api.store.db
      .selectFrom('events')
      .select('accepted_at as now')
      .executeTakeFirst()) ?? { now: 0 };
    const wait = { kind: 'for', events: [], until: now + 3_600_000, openedAt: now } as const;
    await openWait(api.store.db, { ...wait, enrollment: 'e2', generation: 0, step: 'wait#1' });

    expect(
      await api.operate('POST', '/v1/journeys/welcome/pause', { reason: 'stock is out' }),
    ).toMatchObject({
      status: 200,
      body: { journey: 'welcome', paused: true },
    });
    expect((await api.operate('GET', '/v1/runs/e1')).body).toMatchObject({ journeyPaused: true });
    expect(heard).toEqual([]);
    await api.operate('POST', '/v1/journeys/welcome/resume');
    await rung('e1');
    expect(heard).toEqual(['e1']);
    expect((await readAudit(api.store.db)).map(({ what, who }) => `${who}: ${what}`)).toEqual([
      'ana: journey resume',
      'ana: journey pause',
    ]);
  });

  test.each(['no-such', 'No%20Such'])('%s is 404', async (id) => {
    expect(await api.operate('POST', `/v1/journeys/${id}/pause`)).toMatchObject({ status: 404 });
  });
});
