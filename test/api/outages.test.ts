import { Analytics } from '@segment/analytics-node';
import { signLink } from '../../messages';
import { openStore, type Store } from '../../store';
import { describeWith } from '../servers/needs';
import { createDatabase, type TestDatabase } from '../servers/stores';
import { startDoor, type Door } from './door';
import { eventsOf, SECRET, startApi, WRITE_KEY, type TestApi } from './harness';

describeWith('postgres')('with the database stopped', () => {
  let database: TestDatabase;
  let door: Door;
  let store: Store;
  let api: TestApi;

  beforeAll(async () => {
    database = await createDatabase();
    door = await startDoor(new URL(database.url));
    store = await openStore({ databaseUrl: door.url });
    api = await startApi({ store });
  });
  afterAll(async () => {
    await api.close();
    await store.close();
    await door.shut();
    await database.drop();
  });

  async function stopped(work: () => Promise<void>) {
    await door.shut();
    try {
      await work();
    } finally {
      await door.reopen();
    }
  }
  const message = { userId: 'u1', messageId: 'm1', event: 'Looked' };

  test('tracking answers 503 with Retry-After, and the same message is taken when it is back', async () => {
    await stopped(async () => {
      const refused = await api.track('track', { ...message, timestamp: '2026-11-22T12:00:00Z' });
      expect(refused).toMatchObject({
        status: 503,
        body: { error: { code: 'DATABASE_UNAVAILABLE' } },
      });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await api.track('track', message)).status).toBe(503);
      expect((await api.track('batch', { batch: [{ type: 'track', ...message }] })).status).toBe(
        503,
      );
    });
    expect((await api.track('track', message)).status).toBe(200);
    expect(await eventsOf(store)).toHaveLength(1);
  });

  test('no answer names the database, and no log line its address', async () => {
    await stopped(async () => {
      const { text } = await api.track('track', message);
      expect(text).not.toContain('127.0.0.1');
      expect(api.lines.join('\n')).not.toContain(new URL(door.url).port);
    });
  });

  test('operations answer 503, and so does a no that cannot be kept; the page that asks is there', async () => {
    const token = signLink(SECRET, 'unsubscribe', ['someone', 'offers']);
    await stopped(async () => {
      expect((await api.operate('GET', '/v1/runs')).status).toBe(503);
      expect((await api.operate('POST', '/v1/runs/e1/end')).status).toBe(503);
      expect((await api.call('POST', `/unsubscribe/${token}`)).status).toBe(503);
      expect((await api.call('GET', `/unsubscribe/${token}`)).status).toBe(200);
      // Of a link that is cut off nothing is asked of the database.
      expect((await api.call('POST', '/unsubscribe/x')).status).toBe(404);
    });
  });

  test('/ready tells which one is gone, /health that the process lives', async () => {
    expect(await api.call('GET', '/ready')).toMatchObject({
      status: 200,
      body: { ready: true, database: { ok: true }, temporal: { ok: true } },
    });
    await stopped(async () => {
      expect(await api.call('GET', '/ready')).toMatchObject({
        status: 503,
        body: { ready: false, database: { ok: false }, temporal: { ok: true } },
      });
      expect(await api.call('GET', '/health')).toMatchObject({
        status: 200,
        body: { status: 'ok' },
      });
    });
  });

  test('the official client tries again until it is back, and loses nothing', async () => {
    const before = (await eventsOf(store)).length;
    const analytics = new Analytics({
      writeKey: WRITE_KEY,
      host: api.url,
      flushAt: 20,
      flushInterval: 50,
      maxRetries: 20,
    });
    const refused = new Promise<void>((resolve) => {
      analytics.on('http_response', ({ status }) => {
        if (status === 503) resolve();
      });
    });
    await stopped(async () => {
      for (let i = 0; i < 100; i++)
        analytics.track({ userId: `u${i}`, event: 'Kept', properties: { i } });
      await refused;
    });
    await analytics.closeAndFlush({ timeout: 60_000 });
    const kept = (await eventsOf(store))
      .slice(before)
      .map(({ properties }) => Number(properties['i']));
    expect(kept.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });
});

describe('with Temporal stopped', () => {
  let api: TestApi;
  beforeAll(async () => {
    const nobody = { address: '127.0.0.1:1', namespace: 'default' };
    api = await startApi({ temporal: nobody });
  });
  afterAll(() => api.close());

  test('tracking answers 200, and /ready says what is missing', async () => {
    expect(await api.track('track', { userId: 'u1', event: 'Looked' })).toMatchObject({
      status: 200,
    });
    expect(await eventsOf(api.store)).toHaveLength(1);
    const ready = await api.call('GET', '/ready');
    expect(ready).toMatchObject({
      status: 503,
      body: { ready: false, database: { ok: true }, temporal: { ok: false } },
    });
    expect(ready.text).not.toContain('127.0.0.1');
  });

  test('operations go to the store all the same', async () => {
    expect(await api.operate('GET', '/v1/runs')).toMatchObject({ status: 200, body: { runs: [] } });
  });
});

describeWith('temporal')('with Temporal running', () => {
  test('/ready asks it for the namespace', async () => {
    const address = process.env['PERENNIAL_TEST_TEMPORAL_ADDRESS'] ?? '';
    const api = await startApi({ temporal: { address, namespace: 'default' } });
    expect(await api.call('GET', '/ready')).toMatchObject({
      status: 200,
      body: { temporal: { ok: true } },
    });
    const stranger = await startApi({
      store: api.store,
      temporal: { address, namespace: 'no-such' },
    });
    expect(await stranger.call('GET', '/ready')).toMatchObject({ status: 503 });
    await stranger.close();
    await api.close();
  });
});
