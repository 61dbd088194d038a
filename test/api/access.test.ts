import fc from 'fast-check';
import Fastify from 'fastify';
import { guardRoutes } from '../../api/access';
import { basic, eventsOf, OPERATOR_KEY, startApi, WRITE_KEY, type TestApi } from './harness';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ publicRate: 100_000 });
});
afterAll(() => api.close());

const CREDENTIALS: readonly (readonly [name: string, header: string | undefined, opens: string])[] =
  [
    ['no key', undefined, 'public'],
    ['a write key', basic(WRITE_KEY), 'write'],
    ['a write key as bearer', `Bearer ${WRITE_KEY}`, 'public'],
    [
      'a write key as password',
      `Basic ${Buffer.from(`:${WRITE_KEY}`).toString('base64')}`,
      'public',
    ],
    ['a wrong write key', basic(`${WRITE_KEY}0`), 'public'],
    ['the name of a write key', basic('shop'), 'public'],
    ['a write key with its name', basic(`shop:${WRITE_KEY}`), 'public'],
    ['an operator key', `Bearer ${OPERATOR_KEY}`, 'operator'],
    ['an operator key as user name', basic(OPERATOR_KEY), 'public'],
    ['the name of an operator key', 'Bearer ana', 'public'],
    ['half an operator key', `Bearer ${OPERATOR_KEY.slice(0, -1)}`, 'public'],
    ['an empty key', 'Basic Og==', 'public'],
    ['an empty bearer', 'Bearer ', 'public'],
    ['what is no credential', 'nonsense', 'public'],
  ];

const routes = () =>
  [...api.app.routeAccess]
    .filter(([route]) => !route.startsWith('HEAD'))
    .map(([route, access]) => {
      const [method = '', pattern = ''] = route.split(' ');
      const path = pattern.replace(/:\w+/g, 'x').replace('*', '');
      return { method, path, access };
    });

test.each(CREDENTIALS)(
  '%s opens the routes it is for, and no other',
  async (_, authorization, opens) => {
    const seen = routes();
    expect(seen.length).toBeGreaterThan(20);
    for (const { method, path, access } of seen) {
      const { status } = await api.call(method, path, {
        headers: { ...(authorization !== undefined && { authorization }) },
      });
      const mayPass = access === 'public' || access === opens;
      expect([method, path, status === 401]).toEqual([method, path, !mayPass]);
    }
  },
);

test('every route but health, the public pages and the description asks for a key', () => {
  const open = routes().filter(({ access }) => access === 'public');
  expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    'GET /feedback',
    'GET /feedback/',
    'GET /feedback/x',
    'GET /feedback/x/x',
    'GET /health',
    'GET /openapi.json',
    'GET /ready',
    'GET /unsubscribe/x',
    'POST /feedback/x',
    'POST /unsubscribe/x',
  ]);
});

test('a route that does not say who may call it is refused', async () => {
  const app = Fastify();
  guardRoutes(app, { write: [], operator: [] });
  expect(() => app.get('/open', async () => 'anyone')).toThrow(/who may call/);
  await app.close();
});

test('of two keys with one name either is good, and the name is what is kept', async () => {
  const rotating = await startApi({
    store: api.store,
    writeKeys: ['shop:old-key', 'shop:new-key', 'bare-key'],
  });
  for (const key of ['old-key', 'new-key', 'bare-key']) {
    await rotating.track('track', { userId: 'u1', messageId: 'same', event: 'Rotated' }, key);
  }
  const events = (await eventsOf(api.store)).filter(({ name }) => name === 'Rotated');
  expect(events.map(({ source }) => source)).toEqual(['shop', 'api']);
  await rotating.close();
});

test('an unknown route is 404 in our words', async () => {
  expect(await api.call('GET', '/nowhere')).toMatchObject({
    status: 404,
    body: { error: { code: 'ROUTE_UNKNOWN', message: expect.stringContaining('openapi.json') } },
  });
});

describe('bodies that nobody would send', () => {
  const targets = () => routes().filter(({ method }) => method === 'POST' || method === 'DELETE');
  const keyFor = (access: string) =>
    access === 'write' ? basic(WRITE_KEY) : `Bearer ${OPERATOR_KEY}`;
  const words = fc.constantFrom(
    'type',
    'track',
    'identify',
    'alias',
    'batch',
    'userId',
    'anonymousId',
    'messageId',
    'event',
    'traits',
    'properties',
    'context',
    'timestamp',
    'sentAt',
    'consents',
    'previousId',
    'groupId',
    'scope',
    'reason',
    'step',
    'address',
    'channel',
    'email',
    '__proto__',
    'constructor',
    '2026-11-22T12:00:00Z',
    '\u0000',
    '\ud800',
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      words,
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(words, tie('any'), { maxKeys: 6 }),
    ),
  })).any;
  const body = fc.oneof(
    { weight: 4, arbitrary: value.map((one) => JSON.stringify(one)) },
    { weight: 1, arbitrary: fc.string() },
  );

  test('are never answered with 5xx', async () => {
    const all = targets();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...all), body, async ({ method, path, access }, text) => {
        const { status } = await api.call(method, path, {
          headers: { authorization: keyFor(access), 'content-type': 'application/json' },
          ...(method === 'POST' && { body: text }),
        });
        expect([path, status >= 500]).toEqual([path, false]);
      }),
      { numRuns: 400 },
    );
  }, 180_000);

  test('shaped like messages are never answered with 5xx, and each that is accepted is kept', async () => {
    const message = fc.record(
      {
        type: fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias', 'dance'),
        userId: fc.oneof(fc.string({ maxLength: 300 }), fc.integer(), fc.constant(null)),
        anonymousId: fc.string(),
        messageId: fc.oneof(fc.string({ unit: 'binary' }), fc.uuid()),
        event: fc.string({ unit: 'binary' }),
        previousId: fc.string(),
        groupId: fc.string(),
        timestamp: fc.oneof(
          fc.string(),
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        ),
        traits: value,
        properties: value,
        context: value,
      },
      { requiredKeys: ['type'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 8 }), async (batch) => {
        const before = (await eventsOf(api.store)).length;
        const answer = await api.track('batch', { batch });
        expect(answer.status).toBeLessThan(500);
        const after = (await eventsOf(api.store)).length;
        const accepted = (answer.body as { accepted?: number }).accepted ?? 0;
        expect(after - before).toBeLessThanOrEqual(accepted);
        if (answer.status === 400) expect(after).toBe(before);
      }),
      { numRuns: 150 },
    );
  }, 180_000);
});
