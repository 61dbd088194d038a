import { createTwilioChannel, type ChannelPort, type OutgoingMessage } from '../../channels';
import { judgeList } from '../../channels/twilio';
import { message } from './mail-server';
import { ACCOUNT, startTwilioDouble, TOKEN } from './twilio-double';

const NUMBER = '+12025550143';
const sms = (changes: Partial<OutgoingMessage> = {}) =>
  message({ channel: 'sms', to: NUMBER, text: 'Hello Ana', ...changes });

let double: Awaited<ReturnType<typeof startTwilioDouble>>;
let channel: ChannelPort;
const at = (changes: object = {}) =>
  createTwilioChannel({
    accountSid: ACCOUNT,
    authToken: TOKEN,
    from: '+15005550006',
    baseUrl: double.baseUrl,
    timeout: 400,
    ...changes,
  });

beforeAll(async () => {
  double = await startTwilioDouble();
  channel = at();
});
afterEach(() => {
  double.behave();
  expect(double.problems).toEqual([]);
});
afterAll(async () => {
  await channel.close();
  await double.close();
});

test('a message is posted as a form, with our account, sender and number in E.164', async () => {
  const answer = await channel.send(
    sms({ to: '+1 (202) 555-0143', text: 'Ընդունեք ձեր կոդը & +10%' }),
  );
  expect(answer).toEqual({ status: 'accepted', providerId: double.taken.at(-1)?.sid });
  expect(double.taken.at(-1)?.form).toEqual({
    To: NUMBER,
    From: '+15005550006',
    Body: 'Ընդունեք ձեր կոդը & +10%',
  });
});

test('a messaging service is named as such', async () => {
  await at({ from: `MG${'b'.repeat(32)}` }).send(sms());
  expect(double.taken.at(-1)?.form).toMatchObject({ MessagingServiceSid: `MG${'b'.repeat(32)}` });
  expect(double.taken.at(-1)?.form).not.toHaveProperty('From');
});

const address = { status: 'refused', suppress: true, failure: 'address' };
const fault = { status: 'refused', suppress: false, failure: 'message' };
const account = { status: 'refused', suppress: false, failure: 'account' };
const soft = { status: 'later', retryAfterMs: 30 * 60_000 };
const throttled = { status: 'later', retryAfterMs: 5 * 60_000, lane: true };
const network = { status: 'later', retryAfterMs: 5000 };

test.each<[code: number | undefined, status: number, answer: object]>([
  [21610, 400, address],
  [21211, 400, address],
  [21614, 400, address],
  [21635, 400, address],
  [30006, 400, address],
  [30005, 400, address],
  [21606, 400, account],
  [21612, 400, fault],
  [21408, 403, account],
  [30007, 400, fault],
  [30034, 400, account],
  [20003, 401, account],
  [20429, 429, throttled],
  [undefined, 429, throttled],
  [20503, 503, network],
  [undefined, 503, network],
  [30003, 400, soft],
  [30008, 400, soft],
  [21611, 400, throttled],
  [30001, 400, throttled],
  [30036, 400, throttled],
  [30610, 400, soft],
  [99999, 400, fault],
  [undefined, 404, fault],
  [undefined, 403, account],
  [20500, 500, { status: 'unknown' }],
  [undefined, 502, { status: 'unknown' }],
])('Twilio code %s with HTTP %i', async (code, status, expected) => {
  double.behave({ refuse: { status, ...(code !== undefined && { code }) } });
  const requests = double.requests();
  const answer = await channel.send(sms());
  expect(answer).toMatchObject(expected);
  expect(answer).toHaveProperty('code', String(code ?? `HTTP ${status}`));
  expect(JSON.stringify(answer)).not.toContain('2025550143');
  expect(double.requests()).toBe(requests + 1);
});

test('a wrong token is a fault of the account', async () => {
  expect(await at({ authToken: 'another' }).send(sms())).toEqual({ ...account, code: '20003' });
});

test('a number that is none is refused before any request', async () => {
  const requests = double.requests();
  expect(await channel.send(sms({ to: '555' }))).toMatchObject(address);
  expect(double.requests()).toBe(requests);
});

test.each(['hang', 'drop'] as const)(
  'a request that arrived and is answered by a %s is unknown',
  async (then) => {
    double.behave({ take: true, then });
    expect(await channel.send(sms())).toMatchObject({ status: 'unknown' });
  },
);

test.each([
  [200, 'not JSON'],
  [201, '{}'],
  [302, ''],
])('HTTP %i with %j is no answer', async (status, body) => {
  double.behave({ answer: { status, body } });
  expect(await channel.send(sms())).toMatchObject({ status: 'unknown' });
});

test('nobody listens: surely not taken', async () => {
  const gone = await startTwilioDouble();
  await gone.close();
  expect(await at({ baseUrl: gone.baseUrl }).send(sms())).toMatchObject(network);
});

test('the deadline destroys the socket', async () => {
  const silent = await startTwilioDouble();
  silent.behave({ take: false, then: 'hang' });
  const slow = at({ baseUrl: silent.baseUrl, timeout: 30_000 });
  const answer = await slow.send(sms({ deadline: new Date(Date.now() + 150) }));
  expect(answer).toMatchObject({ status: 'unknown', code: 'ERR_CANCELED' });
  while (silent.open() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await silent.close();
});

test('a deadline that has passed makes no request', async () => {
  const requests = double.requests();
  const late = sms({ deadline: new Date(Date.now() - 1) });
  expect(await channel.send(late)).toMatchObject({ status: 'later' });
  expect(double.requests()).toBe(requests);
});

describe('a lost attempt', () => {
  const attempt = (changes: object = {}) => ({
    to: NUMBER,
    text: 'Lost?',
    since: new Date(Date.now() - 1000),
    until: new Date(),
    known: new Set<string>(),
    ...changes,
  });

  test('that was taken is found by its text, and is not taken for another', async () => {
    double.behave({ take: true, then: 'drop' });
    await channel.send(sms({ text: 'Lost?' }));
    double.behave();
    const sid = double.taken.at(-1)?.sid ?? '';
    expect(await channel.reconcile?.(attempt())).toEqual({ status: 'sent', providerId: sid });
    expect(
      await channel.reconcile?.(attempt({ known: new Set([sid]), text: 'Lost?' })),
    ).not.toMatchObject({
      status: 'sent',
    });
  });

  test('is unknown while the provider does not answer', async () => {
    double.behave({ refuse: { status: 500 } });
    expect(await channel.reconcile?.(attempt())).toEqual({ status: 'unknown' });
  });

  test('to a number that is none cannot be asked about', async () => {
    const requests = double.requests();
    expect(await channel.reconcile?.(attempt({ to: '555' }))).toEqual({ status: 'unknown' });
    expect(double.requests()).toBe(requests);
  });

  const NOON = Date.UTC(2026, 10, 22, 12);
  const lost = attempt({ since: new Date(NOON), until: new Date(NOON + 10_000) });
  const listed = (offset: number, body = 'Lost?', direction = 'outbound-api') => ({
    sid: `SM${offset}`,
    body,
    direction,
    dateCreated: new Date(NOON + offset),
  });
  const later = { now: NOON + 600_000, whole: true };

  test.each([
    ['the same text in its time', [listed(5000)], later, 'sent'],
    ['no message at all, asked long after', [], later, 'not sent'],
    ['no message at all, asked at once', [], { now: NOON + 11_000, whole: true }, 'unknown'],
    ['only an older message', [listed(-3_600_000)], later, 'not sent'],
    ['only a newer message', [listed(3_600_000)], later, 'not sent'],
    ['another text in its time', [listed(5000, 'Hi')], later, 'unknown'],
    ['an answer from the customer', [listed(5000, 'Lost?', 'inbound')], later, 'not sent'],
    ['a list cut short before its time', [listed(300_000)], { ...later, whole: false }, 'unknown'],
    ['a list cut short behind its time', [listed(-90_000)], { ...later, whole: false }, 'not sent'],
  ])('%s: %j', (_, messages, seen, status) => {
    expect(judgeList(lost, messages, seen)).toMatchObject({ status });
  });
});
