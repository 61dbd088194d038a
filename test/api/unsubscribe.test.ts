import { catalog } from '../../catalog';
import { isAllowed } from '../../gate';
import { signLink } from '../../messages';
import { accept, eraseCustomer, inTransaction, lockCustomer, readConsents } from '../../store';
import { clear, eventsOf, SECRET, startApi, type TestApi } from './harness';

let api: TestApi;
let customer = '';
let path = '';
beforeAll(async () => {
  api = await startApi({ publicRate: 100_000 });
});
beforeEach(async () => {
  await clear(api.store);
  const [accepted] = await accept(api.store, [
    {
      source: 'shop',
      messageId: 'm1',
      type: 'identify',
      userId: 'u1',
      name: 'Identified',
      properties: {},
    },
  ]);
  customer = accepted?.customer ?? '';
  path = `/unsubscribe/${signLink(SECRET, 'unsubscribe', [customer, 'offers'])}`;
});
afterAll(() => api.close());

const refusals = async () =>
  (await readConsents(api.store.db, customer)).map(
    ({ topic, channel, granted, source }) =>
      `${source}: ${topic} by ${channel} ${granted ? 'yes' : 'no'}`,
  );
const form = (text: string): RequestInit => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: text,
});
const unsubscribed = async () =>
  (await eventsOf(api.store)).filter(({ name }) => name === 'Unsubscribed');

test('GET shows a question, and changes nothing however often a scanner follows it', async () => {
  for (let i = 0; i < 3; i++) {
    const answer = await api.call('GET', path);
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/<form method="post">[\s\S]*<button/);
  }
  await api.call('HEAD', path);
  expect(await refusals()).toEqual([]);
  expect(await unsubscribed()).toEqual([]);
});

test('the button withdraws the topic on each channel that asks for consent, and an event says so', async () => {
  const answer = await api.call('POST', path, form('scope=topic'));
  expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('Done') });
  expect((await refusals()).sort()).toEqual([
    'unsubscribe: offers by email no',
    'unsubscribe: offers by sms no',
  ]);
  expect(await unsubscribed()).toMatchObject([
    { type: 'system', customer, properties: { topic: 'offers' }, problems: null },
  ]);
});

test('the other button withdraws every topic that asks for consent', async () => {
  await api.call('POST', path, form('scope=all'));
  expect((await refusals()).sort()).toEqual([
    'unsubscribe: * by email no',
    'unsubscribe: * by sms no',
  ]);
});

test.each([
  ['as a form', form('List-Unsubscribe=One-Click')],
  [
    'as a multipart form',
    (() => {
      const body = new FormData();
      body.set('List-Unsubscribe', 'One-Click');
      return { body };
    })(),
  ],
  ['as JSON', { headers: { 'content-type': 'application/json' }, body: '{}' }],
  ['with no body', {}],
  [
    'as something else',
    { headers: { 'content-type': 'text/plain' }, body: 'List-Unsubscribe=One-Click' },
  ],
] as [string, RequestInit][])(
  'one click of a mail program works %s, with no redirect and no cookie',
  async (_, init) => {
    const answer = await api.call('POST', path, init);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await refusals()).toHaveLength(2);
  },
);

test('said again it changes nothing; after a new yes it holds again', async () => {
  await api.call('POST', path);
  await api.call('POST', path);
  expect(await unsubscribed()).toHaveLength(1);
  await api.track('identify', { userId: 'u1', traits: { consents: { offers: { email: true } } } });
  await api.call('POST', path);
  expect(await unsubscribed()).toHaveLength(2);
  expect(await refusals()).toContain('unsubscribe: offers by email no');
});

test.each([
  ['all', 'a yes to the topic', { offers: { email: true, sms: true } }],
  ['topic', 'a yes to everything', { '*': { email: true, sms: true } }],
])('no to %s said again after %s is the last word', async (scope, _, consents) => {
  const allowed = async () => {
    const said = await readConsents(api.store.db, customer);
    return isAllowed(catalog, said, 'offers', 'email');
  };
  await api.call('POST', path, form(`scope=${scope}`));
  expect(await allowed()).toBe(false);
  await api.track('identify', { userId: 'u1', traits: { consents } });
  expect(await allowed()).toBe(true);
  await api.call('POST', path, form(`scope=${scope}`));
  expect(await allowed()).toBe(false);
});

test('a link that was cut off or is not ours says so, and changes nothing', async () => {
  const broken = [
    signLink('another secret', 'unsubscribe', [customer, 'offers']),
    signLink(SECRET, 'click', [customer, 'offers']),
    'x',
    path.slice('/unsubscribe/'.length, -3),
    `${path.slice('/unsubscribe/'.length)}x`,
  ];
  const pages = new Set<string>();
  for (const method of ['GET', 'POST']) {
    for (const token of broken) {
      const { status, text } = await api.call(method, `/unsubscribe/${token}`);
      expect(status).toBe(404);
      expect(text).toContain('not whole');
      expect(text).not.toContain('Done');
      pages.add(text);
    }
  }
  expect(pages.size).toBe(1);
  expect(await unsubscribed()).toEqual([]);
});

test('a token for a customer who was erased, or of a topic that is gone, still answers', async () => {
  const gone = signLink(SECRET, 'unsubscribe', [customer, 'no-such-topic']);
  expect(await api.call('POST', `/unsubscribe/${gone}`)).toMatchObject({ status: 200 });
  await inTransaction(api.store, async (tx) => {
    const { id, now } = await lockCustomer(tx, customer);
    await eraseCustomer(tx, id, { at: now, secret: 's' });
  });
  expect(await api.call('POST', path)).toMatchObject({ status: 200 });
  expect(await unsubscribed()).toEqual([]);
});

test('the page runs no script, loads nothing, is in no frame and tells nobody its address', async () => {
  const { headers, text } = await api.call('GET', path);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(text).toContain('<html lang="en" dir="ltr">');
  expect(text).not.toMatch(/<script|https?:|src=|href=/);
  expect(text).toContain('Marlow &amp; Finch');
  expect(text).not.toContain(path.slice(13, 40));
});

test('no log line holds a token', async () => {
  api.lines.length = 0;
  await api.call('GET', path);
  await api.call('POST', path);
  expect(api.lines.join('\n')).toContain('/unsubscribe/:token');
  expect(api.lines.join('\n')).not.toContain(path.slice(13, 40));
});

test('a no that is signed is heard, however many came from that address', async () => {
  const strict = await startApi({ store: api.store, publicRate: 1 });
  for (let i = 0; i < 2; i++) await strict.call('POST', '/unsubscribe/forged');
  expect(await strict.call('POST', '/unsubscribe/forged')).toMatchObject({ status: 429 });
  expect(await strict.call('POST', path)).toMatchObject({ status: 200 });
  expect(await refusals()).toHaveLength(2);
  await strict.close();
});

test('too many requests are told to wait, on a page', async () => {
  const strict = await startApi({ store: api.store, publicRate: 3 });
  for (let i = 0; i < 3; i++) expect((await strict.call('GET', path)).status).toBe(200);
  const refused = await strict.call('GET', path);
  expect(refused).toMatchObject({ status: 429, text: expect.stringContaining('try again') });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await strict.call('GET', '/health')).status).toBe(200);
  await strict.close();
});

test('behind a trusted proxy each person is counted alone; nobody else is believed', async () => {
  const through = async (trustedProxies: readonly string[], person: string, times: number) => {
    const strict = await startApi({ store: api.store, publicRate: 1, trustedProxies });
    const one = async (from: string) =>
      (await strict.call('GET', path, { headers: { 'x-forwarded-for': from } })).status;
    const answers = [await one('198.51.100.1')];
    for (let i = 0; i < times; i++) answers.push(await one(person));
    await strict.close();
    return answers;
  };
  expect(await through(['loopback'], '198.51.100.2', 2)).toEqual([200, 200, 429]);
  expect(await through(['203.0.113.0/24'], '198.51.100.2', 1)).toEqual([200, 429]);
  expect(await through([], '198.51.100.2', 1)).toEqual([200, 429]);
});
