import { MINUTE } from '../../engine';
import { signLink } from '../../messages';
import { eraseCustomer, inTransaction, lockCustomer } from '../../store';
import { clear, eventsOf, SECRET, startApi, type TestApi } from './harness';
import { CLICK, follow, surveyed, type Surveyed } from './surveyed';

let api: TestApi;
let mail: Surveyed;
beforeAll(async () => {
  api = await startApi({ publicRate: 100_000 });
});
beforeEach(async () => {
  await clear(api.store);
  mail = await surveyed(api);
});
afterAll(() => api.close());

const answers = async () =>
  (await eventsOf(api.store))
    .filter(({ name }) => name === 'Survey Responded')
    .map(({ properties }) => properties);
const scores = async () => (await answers()).map(({ score }) => score);
const click = (path: string) => follow(api.url + path, 'GET', CLICK);
const press = (path: string, fields: Record<string, string>) =>
  api.call('POST', path, { body: new URLSearchParams(fields) });

describe('one click of a person in the mail', () => {
  test('records the score with its message and order, as an event that fits', async () => {
    const answer = await click(`${mail.path}/5`);
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('5, very good') });
    expect(answer.text).toContain('<h1>Thank you</h1>');
    const [event] = (await eventsOf(api.store)).filter(({ name }) => name === 'Survey Responded');
    expect(event).toMatchObject({ type: 'system', customer: mail.customer, problems: null });
    expect(event?.properties).toEqual({
      ...{ survey: 'feedback-request', score: 5, message: mail.message, order_id: 'o-17' },
    });
  });

  test.each([1, 2, 3, 4, 5])('counts for a score of %i', async (score) => {
    await click(`${mail.path}/${score}`);
    expect(await scores()).toEqual([score]);
  });

  test('on the same score again changes nothing, and thanks again', async () => {
    await click(`${mail.path}/4`);
    expect((await click(`${mail.path}/4`)).text).toContain('4, good');
    expect(await scores()).toEqual([4]);
  });

  test('on another score changes nothing by itself: a button does, and the last answer counts', async () => {
    await click(`${mail.path}/4`);
    const other = await click(`${mail.path}/2`);
    expect(other.text).toContain('Change it to 2, not good');
    expect(await scores()).toEqual([4]);
    await press(mail.path, { score: '2' });
    expect(await scores()).toEqual([4, 2]);
    await press(mail.path, { score: '4' });
    expect(await scores()).toEqual([4, 2, 4]);
    expect((await click(mail.path)).text).toContain('4, good');
  });

  test('twice at once is one answer', async () => {
    await Promise.all(Array.from({ length: 6 }, () => click(`${mail.path}/3`)));
    expect(await scores()).toEqual([3]);
  });
});

describe('what looks through mail records nothing', () => {
  test.each<[string, string, Record<string, string>]>([
    ['a program that fetches the link', 'GET', {}],
    ['HEAD', 'HEAD', {}],
    ['HEAD that says it is a click', 'HEAD', CLICK],
    ['a browser that fetches ahead', 'GET', { ...CLICK, 'sec-purpose': 'prefetch;prerender' }],
    ['an older one that fetches ahead', 'GET', { ...CLICK, purpose: 'prefetch' }],
    ['a picture or a frame elsewhere', 'GET', { 'sec-fetch-mode': 'no-cors' }],
  ])('%s', async (_, method, headers) => {
    for (const score of [1, 2, 3, 4, 5]) {
      const { status } = await follow(`${api.url}${mail.path}/${score}`, method, headers);
      expect(status).toBe(200);
    }
    expect(await answers()).toEqual([]);
  });

  test('a browser that is driven while the mail comes in', async () => {
    const fresh = await surveyed(api, 'u2', { age: 9 * MINUTE });
    const answer = await click(`${fresh.path}/1`);
    expect(answer.text).toContain('Send 1, poor');
    expect(await answers()).toEqual([]);
    const later = await surveyed(api, 'u3', { age: 11 * MINUTE });
    await click(`${later.path}/1`);
    expect(await scores()).toEqual([1]);
  });

  test('a person without such a browser presses one button more', async () => {
    const asked = await api.call('GET', `${mail.path}/2`);
    expect(asked.text).toMatch(
      /<form method="post" action="\/feedback\/[^"]+">\n<button name="score" value="2">Send 2, not good/,
    );
    await press(mail.path, { score: '2' });
    expect(await scores()).toEqual([2]);
  });
});

describe('a comment', () => {
  test('comes after the score, is personal, and is not shown again', async () => {
    await click(`${mail.path}/2`);
    const answer = await press(mail.path, {
      score: '2',
      comment: ' The sleeve was torn.\r\nPity. ',
    });
    expect(answer.text).toContain('So is what you wrote.');
    expect(answer.text).not.toContain('sleeve');
    expect(await answers()).toMatchObject([
      { score: 2 },
      { score: 2, comment: 'The sleeve was torn.\nPity.' },
    ]);
  });

  test('sent twice is kept once; an empty one changes nothing', async () => {
    for (let i = 0; i < 2; i++) await press(mail.path, { score: '3', comment: 'Fine.' });
    await press(mail.path, { score: '3', comment: '  ' });
    expect(await answers()).toHaveLength(1);
  });

  test('longer than the field is cut, not refused', async () => {
    const { status } = await press(mail.path, { score: '3', comment: 'x'.repeat(3000) });
    const [only] = await answers();
    expect([status, (only?.['comment'] as string).length]).toEqual([200, 2000]);
  });

  test('cannot become part of the page', async () => {
    const evil = '"><script>alert(1)</script>';
    const { text } = await press(mail.path, { score: '3', comment: evil });
    expect(text).not.toContain('<script');
  });
});

describe('a link that does not hold gets a clear page, and nothing is recorded', () => {
  const broken = async (path: string, fields?: Record<string, string>) => {
    const answer = await (fields ? press(path, fields) : click(path));
    expect(answer).toMatchObject({ status: 404, text: expect.stringContaining('not complete') });
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answers()).toEqual([]);
  };

  test('forged, signed for something else, or for a message that is not there', async () => {
    for (const token of [
      signLink('another secret', 'feedback', [mail.message]),
      signLink(SECRET, 'unsubscribe', [mail.message]),
      signLink(SECRET, 'feedback', ['nothing-such']),
      'x',
    ]) {
      await broken(`/feedback/${token}/5`);
      await broken(`/feedback/${token}`, { score: '5' });
    }
  });

  test('cut off at any place within its token', async () => {
    for (let end = '/feedback/'.length + 1; end < mail.path.length; end += 7) {
      await broken(mail.path.slice(0, end));
    }
    await broken('/feedback/');
    await broken('/feedback');
  });

  test('cut off behind its token it asks anew, as a score that there is not does', async () => {
    for (const end of ['', '/', '/6', '/0', '/5x', '/-1']) {
      const { status, text } = await click(mail.path + end);
      expect([status, text.match(/<button/g)?.length]).toEqual([200, 5]);
    }
    expect(await press(mail.path, { score: '9' })).toMatchObject({ status: 400 });
    expect(await press(mail.path, {})).toMatchObject({ status: 400 });
    expect(await answers()).toEqual([]);
  });

  test('of a message that asked nothing', async () => {
    const offer = await surveyed(api, 'u2', { topic: 'offers' });
    await broken(`${offer.path}/5`);
  });

  test('of a customer who was erased: what they answered is gone, too', async () => {
    await press(mail.path, { score: '1', comment: 'Never again.' });
    await inTransaction(api.store, async (tx) => {
      const { id, now } = await lockCustomer(tx, mail.customer);
      await eraseCustomer(tx, id, { at: now, secret: 's' });
    });
    expect(await click(`${mail.path}/5`)).toMatchObject({ status: 404 });
    expect(await press(mail.path, { score: '5' })).toMatchObject({ status: 404 });
    expect(await answers()).toEqual([{}]);
  });
});

test('a customer who became another one answers as that one', async () => {
  await api.track('identify', { anonymousId: 'device', traits: {} });
  const before = await surveyed(api, 'u2');
  await api.track('alias', { previousId: 'u2', userId: 'u1' });
  await click(`${before.path}/4`);
  const [event] = (await eventsOf(api.store)).filter(({ name }) => name === 'Survey Responded');
  expect(event?.customer).toBe(mail.customer);
});

test('each page runs no script, loads nothing, is in no frame and tells nobody its address', async () => {
  const pages = [
    await click(mail.path),
    await api.call('GET', `${mail.path}/4`),
    await click(`${mail.path}/4`),
    await click(`${mail.path}/5`),
    await click('/feedback/x'),
  ];
  expect(new Set(pages.map(({ text }) => /<h1>(.*)<\/h1>/.exec(text)?.[1])).size).toBe(5);
  for (const { headers, text } of pages) {
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('set-cookie')).toBeNull();
    expect(text).not.toMatch(/<script|https?:|src=|href=/);
    expect(text).not.toMatch(/u1@example|Ada|2025550123/);
  }
});

test('no log line holds a token or a comment', async () => {
  api.lines.length = 0;
  await click(`${mail.path}/5`);
  await press(mail.path, { score: '5', comment: 'Lovely.' });
  expect(api.lines.join('\n')).toContain('/feedback/:token');
  expect(api.lines.join('\n')).not.toContain(mail.path.slice(10, 40));
  expect(api.lines.join('\n')).not.toContain('Lovely');
});

test('with the database away a person reads a page that says so, and when to come back', async () => {
  const away = { ...api.store, db: undefined as never };
  const other = await startApi({ store: away });
  const answer = await other.call('GET', `${mail.path}/5`, { headers: CLICK });
  expect(answer.text).toContain('Please try again');
  expect(answer.status).toBeGreaterThanOrEqual(500);
  await other.close();
});

test('too many requests with links of nobody are told to wait, on a page; answers are heard', async () => {
  const strict = await startApi({ store: api.store, publicRate: 2 });
  for (let i = 0; i < 2; i++) await strict.call('GET', '/feedback/forged/5');
  const refused = await strict.call('GET', '/feedback/forged/5');
  expect(refused).toMatchObject({ status: 429, text: expect.stringContaining('try again') });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  await follow(`${strict.url}${mail.path}/5`, 'GET', CLICK);
  expect(await scores()).toEqual([5]);
  await strict.close();
});

describe('one link', () => {
  const long = (n: number) => ({ score: String(1 + (n % 5)), comment: `${n} `.padEnd(1_990, 'x') });

  test('is told to wait by itself, when it is pressed again and again', async () => {
    const strict = await startApi({ store: api.store, publicRate: 5 });
    const statuses: number[] = [];
    for (let n = 0; n < 7; n++) {
      const body = new URLSearchParams(long(n));
      statuses.push((await strict.call('POST', mail.path, { body })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const other = await surveyed(api, 'u2');
    expect((await strict.call('GET', other.path)).status).toBe(200);
    await strict.close();
  });

  test('takes twenty answers and no more, and says so; the last of them stands', async () => {
    for (let n = 0; n < 20; n++) expect((await press(mail.path, long(n))).status).toBe(200);
    const more = await press(mail.path, long(20));
    expect(more).toMatchObject({ status: 409, text: expect.stringContaining('answer the mail') });
    expect((await press(mail.path, long(19))).status).toBe(200);
    expect(await scores()).toHaveLength(20);
  });
});
