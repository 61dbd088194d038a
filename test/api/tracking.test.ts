import { gzipSync } from 'node:zlib';
import { readConsents } from '../../store';
import { basic, clear, customersOf, eventsOf, startApi, WRITE_KEY, type TestApi } from './harness';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  await clear(api.store);
  api.lines.length = 0;
});
afterAll(async () => {
  await api.close();
});

const order = { order_id: 'o-1', total: 20, products: [] };

test('what is answered with 200 is in the store, under the name of its key', async () => {
  const answer = await api.track('track', {
    userId: 'u1',
    messageId: 'm1',
    event: 'Order Completed',
    properties: order,
  });
  expect(answer).toMatchObject({ status: 200, body: { success: true } });
  expect(answer.body).not.toHaveProperty('problems');
  expect(await eventsOf(api.store)).toEqual([
    expect.objectContaining({
      source: 'shop',
      message_id: 'm1',
      type: 'track',
      name: 'Order Completed',
      properties: order,
      problems: null,
    }),
  ]);
});

test('a message that comes again is kept once', async () => {
  const message = {
    userId: 'u1',
    messageId: 'm1',
    event: 'Signed Up',
    properties: { source: 'web' },
  };
  const answers = [await api.track('track', message), await api.track('track', message)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(await eventsOf(api.store)).toHaveLength(1);
});

test('a message without an id is given one', async () => {
  for (let i = 0; i < 2; i++) await api.track('track', { userId: 'u1', event: 'Looked' });
  const ids = (await eventsOf(api.store)).map((event) => event.message_id);
  expect(new Set(ids).size).toBe(2);
});

test('an event the catalogue does not know is kept', async () => {
  const answer = await api.track('track', {
    userId: 'u1',
    event: 'Danced',
    properties: { steps: 3 },
  });
  expect(answer).toMatchObject({ status: 200, body: { success: true } });
  expect(await eventsOf(api.store)).toMatchObject([{ name: 'Danced', problems: null }]);
});

test('an event that does not fit its schema is kept with its problems, which quote no value', async () => {
  const answer = await api.track('track', {
    userId: 'u1',
    event: 'Order Completed',
    properties: { order_id: 7, total: 'ana@example.com' },
  });
  expect(answer.status).toBe(200);
  const [event] = await eventsOf(api.store);
  expect(event?.problems?.length).toBeGreaterThan(0);
  expect(answer.body).toMatchObject({ success: true, problems: event?.problems });
  expect(JSON.stringify(event?.problems)).not.toContain('ana@');
});

test('identify sets traits, addresses, locale, zone and consents', async () => {
  await api.track('identify', {
    userId: 'u1',
    traits: {
      email: 'ana@example.com',
      phone: '+12025550143',
      firstName: 'Ana',
      timezone: 'Asia/Yerevan',
      consents: { offers: { email: true, sms: false } },
    },
    context: { locale: 'hy_AM', timezone: 'Europe/Berlin' },
  });
  const [customer] = await customersOf(api.store);
  expect(customer).toMatchObject({
    email: 'ana@example.com',
    phone: '+12025550143',
    locale: 'hy-AM',
    time_zone: 'Asia/Yerevan',
    traits: { firstName: 'Ana' },
  });
  expect(customer?.traits).not.toHaveProperty('consents');
  expect(await readConsents(api.store.db, customer?.id ?? '')).toEqual([
    expect.objectContaining({ topic: 'offers', channel: 'email', granted: true, source: 'shop' }),
    expect.objectContaining({ topic: 'offers', channel: 'sms', granted: false, source: 'shop' }),
  ]);
});

test('a locale or zone that is none is not taken', async () => {
  await api.track('identify', {
    userId: 'u1',
    traits: { locale: 'no locale at all', timezone: 'Mars/Olympus' },
    context: { timezone: 'also none' },
  });
  expect(await customersOf(api.store)).toMatchObject([{ locale: null, time_zone: null }]);
});

test('page, screen, group and alias are kept under their names, and a group keeps its traits to itself', async () => {
  await api.track('page', { anonymousId: 'a1', name: 'Home', properties: { path: '/' } });
  await api.track('screen', { anonymousId: 'a1', name: 'Cart' });
  await api.track('group', { anonymousId: 'a1', groupId: 'g1', traits: { name: 'Club' } });
  await api.track('alias', { userId: 'u1', previousId: 'a1' });
  expect(await eventsOf(api.store)).toMatchObject([
    { type: 'page', name: 'Page Viewed', properties: { name: 'Home', path: '/' } },
    { type: 'screen', name: 'Screen Viewed', properties: { name: 'Cart' } },
    { type: 'group', name: 'Group Joined', properties: { groupId: 'g1', name: 'Club' } },
    { type: 'alias', name: 'Alias Created', properties: {} },
  ]);
  const events = await eventsOf(api.store);
  expect(new Set(events.map(({ customer }) => customer)).size).toBe(1);
  expect(await customersOf(api.store)).toMatchObject([{ traits: {} }]);
});

test.each([
  ['no one', 'track', { event: 'Signed Up' }, 'userId'],
  ['no event', 'track', { userId: 'u1' }, 'event'],
  ['an empty event name', 'track', { userId: 'u1', event: '' }, 'event'],
  ['an event name with a line break', 'track', { userId: 'u1', event: 'a\nb' }, 'event'],
  ['an empty user id', 'track', { userId: ' ', event: 'a' }, 'userId'],
  ['a user id of 256', 'track', { userId: 'u'.repeat(256), event: 'a' }, 'userId'],
  [
    'properties that are a list',
    'track',
    { userId: 'u1', event: 'a', properties: [] },
    'properties',
  ],
  [
    'a timestamp that is none',
    'track',
    { userId: 'u1', event: 'a', timestamp: 'noon' },
    'timestamp',
  ],
  [
    'consents that are no flags',
    'identify',
    { userId: 'u1', traits: { consents: { offers: 'yes' } } },
    'consents',
  ],
  ['no group', 'group', { userId: 'u1' }, 'groupId'],
  ['no previous id', 'alias', { userId: 'u1' }, 'previousId'],
  ['a list', 'track', [], 'body'],
  ['nothing', 'track', null, 'body'],
])('%s is refused with what is wrong, and nothing is kept', async (_, path, body, field) => {
  const answer = await api.track(path, body);
  expect(answer).toMatchObject({
    status: 400,
    body: { error: { code: 'REQUEST_INVALID', problems: [expect.stringContaining(field)] } },
  });
  expect(await eventsOf(api.store)).toHaveLength(0);
});

test('a number serves as an id', async () => {
  expect(await api.track('track', { userId: 17, messageId: 4, event: 'a' })).toMatchObject({
    status: 200,
  });
  expect(await eventsOf(api.store)).toMatchObject([{ message_id: '4' }]);
});

test('an event of more than 32 KB is refused, one below is kept', async () => {
  const of = (length: number) => ({
    userId: 'u1',
    event: 'a',
    properties: { text: 'x'.repeat(length) },
  });
  expect(await api.track('track', of(33 * 1024))).toMatchObject({
    status: 400,
    body: { error: { code: 'EVENT_INVALID', problems: ['larger than 32 KB'] } },
  });
  expect((await api.track('track', of(31 * 1024))).status).toBe(200);
});

test('an event nested without end is refused', async () => {
  const text = `{"userId":"u1","event":"a","properties":{"a":${'['.repeat(15_000)}${']'.repeat(15_000)}}}`;
  const answer = await api.call('POST', '/v1/track', {
    headers: { authorization: basic(WRITE_KEY), 'content-type': 'application/json' },
    body: text,
  });
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'EVENT_INVALID' } } });
});

test('a body of more than 500 KB is refused', async () => {
  const batch = Array.from({ length: 40 }, () => ({
    type: 'track',
    userId: 'u1',
    event: 'a',
    properties: { text: 'x'.repeat(14_000) },
  }));
  expect(await api.track('batch', { batch })).toMatchObject({
    status: 413,
    body: { error: { code: 'BODY_TOO_LARGE' } },
  });
  expect(await api.track('batch', { batch: batch.slice(0, 30) })).toMatchObject({
    status: 200,
    body: { accepted: 30 },
  });
});

describe('gzip', () => {
  const post = (body: Buffer) =>
    api.call('POST', '/v1/track', {
      headers: {
        authorization: basic(WRITE_KEY),
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body: new Uint8Array(body),
    });

  test('is unpacked', async () => {
    const packed = gzipSync(JSON.stringify({ userId: 'u1', event: 'Packed' }));
    expect(await post(packed)).toMatchObject({ status: 200 });
    expect(await eventsOf(api.store)).toMatchObject([{ name: 'Packed' }]);
  });

  test('that unpacks to more than the limit is refused', async () => {
    const bomb = gzipSync(
      JSON.stringify({ userId: 'u1', event: 'a', text: 'x'.repeat(5_000_000) }),
    );
    expect(bomb.length).toBeLessThan(50_000);
    expect(await post(bomb)).toMatchObject({ status: 413 });
  });

  test('that is none is refused', async () => {
    expect(await post(Buffer.from('{"userId":"u1"}'))).toMatchObject({ status: 400 });
  });
});

describe('a batch', () => {
  const good = (messageId: string) => ({ type: 'track', userId: 'u1', messageId, event: 'a' });

  test('keeps what is good and says what is not', async () => {
    const answer = await api.track('batch', {
      batch: [
        good('m0'),
        { type: 'dance' },
        null,
        good('m3'),
        { type: 'track', userId: 'u1' },
        'text',
      ],
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        success: true,
        accepted: 2,
        rejected: [
          { index: 1, problems: [expect.stringContaining('type')] },
          { index: 2, problems: [expect.any(String)] },
          { index: 4, problems: [expect.stringContaining('event')] },
          { index: 5, problems: [expect.any(String)] },
        ],
      },
    });
    expect((await eventsOf(api.store)).map((event) => event.message_id)).toEqual(['m0', 'm3']);
  });

  test('with nothing good is refused', async () => {
    expect(await api.track('batch', { batch: [{ type: 'dance' }, 3] })).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'EVENT_INVALID',
          problems: [expect.stringMatching(/^batch\.0\./), expect.any(String)],
        },
      },
    });
  });

  test.each([[{ batch: [] }], [{}], [{ batch: 'x' }], [{ batch: {} }]])(
    '%j is refused',
    async (body) => {
      expect(await api.track('batch', body)).toMatchObject({ status: 400 });
    },
  );

  test('of duplicates alone is accepted', async () => {
    await api.track('batch', { batch: [good('m0')] });
    expect(await api.track('batch', { batch: [good('m0'), good('m0')] })).toMatchObject({
      status: 200,
      body: { accepted: 2, rejected: [] },
    });
    expect(await eventsOf(api.store)).toHaveLength(1);
  });

  test('names the misfits it kept', async () => {
    const misfit = { type: 'track', userId: 'u1', event: 'Order Completed', properties: {} };
    expect(await api.track('batch', { batch: [good('m0'), misfit] })).toMatchObject({
      status: 200,
      body: { accepted: 2, rejected: [], misfits: [{ index: 1 }] },
    });
  });

  test('gives its context and sentAt to each message', async () => {
    await api.track('batch', {
      batch: [{ type: 'identify', userId: 'u1', context: { timezone: 'Asia/Yerevan' } }],
      context: { locale: 'hy-AM' },
    });
    expect(await customersOf(api.store)).toMatchObject([
      { locale: 'hy-AM', time_zone: 'Asia/Yerevan' },
    ]);
  });

  test('a poisoned message does not take the others with it', async () => {
    const text = `{"batch":[{"type":"track","userId":"u1","messageId":"m0","event":"a","properties":{"__proto__":{"admin":true},"b":1}}]}`;
    const answer = await api.call('POST', '/v1/batch', {
      headers: { authorization: basic(WRITE_KEY), 'content-type': 'application/json' },
      body: text,
    });
    expect(answer.status).toBe(200);
    expect(await eventsOf(api.store)).toMatchObject([{ properties: { b: 1 } }]);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });
});

test('no log line holds an address, an id of the shop or a key', async () => {
  await api.track('identify', { userId: 'u-secret', traits: { email: 'ana@example.com' } });
  await api.track('track', { userId: 'u-secret', event: 'a', timestamp: 'noon' });
  await api.track('track', { event: 'a' }, 'wrong-key');
  const log = api.lines.join('\n');
  expect(log).toContain('/v1/identify');
  expect(log).not.toMatch(/ana@|u-secret|wk_|wrong-key/);
});
