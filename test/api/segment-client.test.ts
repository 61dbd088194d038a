import { Analytics } from '@segment/analytics-node';
import { clear, customersOf, eventsOf, startApi, WRITE_KEY, type TestApi } from './harness';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(() => clear(api.store));
afterAll(() => api.close());

/** The official client, pointed here and left as it is. */
function client(writeKey = WRITE_KEY) {
  const errors: unknown[] = [];
  const analytics = new Analytics({ writeKey, host: api.url, maxRetries: 0, flushInterval: 50 });
  analytics.on('error', (error) => errors.push(error));
  return { analytics, errors };
}

test('every call of the official client arrives, in order and whole', async () => {
  const { analytics, errors } = client();
  analytics.identify({
    anonymousId: 'a1',
    userId: 'u1',
    traits: { email: 'ana@example.com', firstName: 'Ana' },
    context: { locale: 'hy-AM', timezone: 'Asia/Yerevan' },
  });
  analytics.track({ userId: 'u1', event: 'Signed Up', properties: { source: 'web' } });
  analytics.page({ userId: 'u1', name: 'Home', category: 'Shop' });
  analytics.screen({ userId: 'u1', name: 'Cart' });
  analytics.group({ userId: 'u1', groupId: 'g1', traits: { name: 'Club' } });
  analytics.alias({ userId: 'u1', previousId: 'a0' });
  await analytics.closeAndFlush();

  expect(errors).toEqual([]);
  const events = await eventsOf(api.store);
  expect(events.map(({ type, name }) => `${type}: ${name}`)).toEqual([
    'identify: Identified',
    'track: Signed Up',
    'page: Page Viewed',
    'screen: Screen Viewed',
    'group: Group Joined',
    'alias: Alias Created',
  ]);
  expect(events.filter(({ problems }) => problems !== null)).toEqual([]);
  expect(await customersOf(api.store)).toMatchObject([
    {
      email: 'ana@example.com',
      locale: 'hy-AM',
      time_zone: 'Asia/Yerevan',
      traits: { firstName: 'Ana' },
    },
  ]);
});

test('an anonymous customer is the one they turn out to be', async () => {
  const { analytics } = client();
  analytics.track({ anonymousId: 'a1', event: 'Looked' });
  await analytics.flush();
  analytics.identify({ anonymousId: 'a1', userId: 'u1' });
  analytics.track({ userId: 'u1', event: 'Bought' });
  await analytics.closeAndFlush();
  const owners = (await eventsOf(api.store)).map(({ customer }) => customer);
  expect(owners).toHaveLength(3);
  expect(new Set(owners).size).toBe(1);
});

test('several hundred events arrive in batches, each once', async () => {
  const { analytics, errors } = client();
  for (let i = 0; i < 300; i++) {
    analytics.track({ userId: `u${i % 7}`, event: 'Counted', properties: { i } });
  }
  await analytics.closeAndFlush({ timeout: 30_000 });
  expect(errors).toEqual([]);
  const counted = (await eventsOf(api.store)).map(({ properties }) => properties['i']);
  expect(counted.sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 300 }, (_, i) => i),
  );
});

test('a wrong write key is told to the client, and nothing is kept', async () => {
  const { analytics, errors } = client('another');
  analytics.track({ userId: 'u1', event: 'Signed Up', properties: { source: 'web' } });
  await analytics.closeAndFlush();
  expect(errors).toHaveLength(1);
  expect(await eventsOf(api.store)).toEqual([]);
});
