import { createSmtpChannel, type ChannelAnswer, type ChannelPort } from '../../channels';
import { classifySmtp, type SmtpPhase } from '../../channels/failures';
import {
  message,
  startBrokenServer,
  startMailServer,
  type Breakage,
  type Refusal,
  type Stage,
} from './mail-server';

const address = { status: 'refused', suppress: true, failure: 'address' };
const fault = { status: 'refused', suppress: false, failure: 'message' };
const account = { status: 'refused', suppress: false, failure: 'account' };
const soft = { status: 'later', retryAfterMs: 30 * 60_000 };
const throttled = { status: 'later', retryAfterMs: 5 * 60_000, lane: true };
const network = { status: 'later', retryAfterMs: 5000 };

type Row = [reply: string, at: Refusal['at'], answer: object];
const ROWS: Row[] = [
  ['550 5.1.1 no such user', 'recipient', address],
  ['550 5.1.2 bad domain', 'recipient', address],
  ['553 5.1.3 bad syntax', 'recipient', address],
  ['551 5.1.6 moved', 'recipient', address],
  ['556 5.1.10 null MX', 'recipient', address],
  ['550 5.2.1 disabled', 'recipient', address],
  ['550 5.1.1 said late', 'body', address],
  ['550 no such user', 'recipient', address],
  ['551 not local', 'recipient', address],
  ['553 not allowed', 'recipient', address],
  ['550 5.0.0 no', 'recipient', address],
  ['550 sender refused', 'sender', fault],
  ['551 sender', 'sender', fault],
  ['553 sender', 'sender', fault],
  ['550 spam', 'body', fault],
  ['553 said late', 'body', fault],
  ['501 5.1.7 bad sender', 'sender', fault],
  ['550 5.1.8 sender domain', 'sender', fault],
  ['552 5.3.4 too big', 'body', fault],
  ['550 5.6.0 malformed', 'body', fault],
  ['550 5.6.7 charset', 'body', fault],
  ['550 5.7.1 policy', 'recipient', fault],
  ['550 5.7.1 policy', 'body', fault],
  ['550 5.7.20 dkim', 'body', fault],
  ['550 5.7.23 spf', 'body', fault],
  ['550 5.7.26 authentication', 'body', fault],
  ['550 5.7.27 null MX sender', 'recipient', fault],
  ['550 5.7.509 Exchange', 'recipient', fault],
  ['552 size', 'recipient', fault],
  ['552 size', 'body', fault],
  ['554 content', 'body', fault],
  ['554 no', 'recipient', fault],
  ['530 5.7.0 log in', 'sender', account],
  ['530 log in', 'sender', account],
  ['534 stronger', 'sender', account],
  ['535 credentials', 'sender', account],
  ['550 5.7.8 credentials', 'sender', account],
  ['450 4.2.1 rate for this recipient', 'recipient', soft],
  ['452 4.2.2 full', 'recipient', soft],
  ['552 5.2.2 full', 'recipient', soft],
  ['450 busy', 'recipient', soft],
  ['452 storage', 'recipient', soft],
  ['451 local error', 'body', soft],
  ['421 closing', 'sender', throttled],
  ['421 4.7.0 rate of this IP', 'recipient', throttled],
  ['421 4.7.28 rate', 'body', throttled],
  ['421 4.2.1 closing', 'recipient', throttled],
  ['450 4.7.0 slow down', 'recipient', throttled],
  ['450 4.7.28 unusual rate', 'recipient', throttled],
  ['451 4.7.1 greylisted', 'recipient', throttled],
  ['451 4.4.5 congested', 'sender', throttled],
  ['452 4.5.3 too many recipients', 'recipient', throttled],
];

const codeOf = (reply: string) => /^\d{3}(?: \d\.\d+\.\d+)?/.exec(reply)?.[0];

describe('a server that refuses', () => {
  let server: Awaited<ReturnType<typeof startMailServer>>;
  let channel: ChannelPort;
  beforeAll(async () => {
    server = await startMailServer();
    channel = createSmtpChannel({ url: server.url, from: 'hello@shop.example' });
  });
  afterAll(async () => {
    await channel.close();
    await server.close();
  });

  test.each(ROWS)('%j at %s', async (reply, at, answer) => {
    server.refuse({ at, code: Number(reply.slice(0, 3)), text: reply.slice(4) });
    const got = await channel.send(message());
    expect(got).toEqual({ ...answer, code: codeOf(reply) });
    expect(JSON.stringify(got)).not.toContain('ana@');
    server.refuse(undefined);
    expect(await channel.send(message())).toMatchObject({ status: 'accepted' });
  });
});

const drop: Breakage = (socket) => socket.destroy();
const reset: Breakage = (socket) => socket.resetAndDestroy();
const hang: Breakage = (socket) => socket.pause();
const goodbye: Breakage = (socket) => socket.end();
const nonsense: Breakage = (socket) => socket.write('hello there\r\n');

/** More than the buffers of both sides hold, so that a server which stops reading stops us. */
const tooLong = () => ({ text: 'a line of text\n'.repeat(1_500_000), html: '' });

describe('a connection that breaks', () => {
  async function sendThrough(stage: Stage, breakage: Breakage): Promise<ChannelAnswer> {
    const server = await startBrokenServer(stage, breakage);
    const channel = createSmtpChannel({
      url: server.url,
      from: 'hello@shop.example',
      greetingTimeout: 300,
      socketTimeout: 300,
    });
    try {
      return await channel.send(message(stage === 'middle of body' ? tooLong() : {}));
    } finally {
      await channel.close();
      await server.close();
    }
  }

  const early: Stage[] = ['connect', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'middle of body'];
  const ways: [string, Breakage][] = [
    ['dropped', drop],
    ['reset', reset],
    ['silent', hang],
    ['half closed', goodbye],
  ];

  test.each(
    early.flatMap((stage) => ways.map(([way, breakage]) => [stage, way, breakage] as const)),
  )(
    'at %s, %s: surely not taken, and may be tried again in seconds',
    async (stage, _, breakage) => {
      expect(await sendThrough(stage, breakage)).toMatchObject(network);
    },
  );

  test.each([...ways, ['answered with nonsense', nonsense] as [string, Breakage]])(
    'after the whole body, %s: unknown',
    async (_, breakage) => {
      expect(await sendThrough('end of body', breakage)).toMatchObject({ status: 'unknown' });
    },
  );

  test('a greeting that refuses us is a fault of the account', async () => {
    const unwelcome: Breakage = (socket) => socket.end('554 no service for you\r\n');
    expect(await sendThrough('connect', unwelcome)).toEqual({ ...account, code: '554' });
  });

  test('nobody listens: surely not taken', async () => {
    const server = await startMailServer();
    await server.close();
    const channel = createSmtpChannel({ url: server.url, from: 'hello@shop.example' });
    expect(await channel.send(message())).toMatchObject(network);
    await channel.close();
  });
});

describe('the deadline', () => {
  const brief = () => message({ deadline: new Date(Date.now() + 200) });

  test.each([
    ['DATA', 'later'],
    ['end of body', 'unknown'],
  ] as const)('at %s destroys the socket, and the answer is %s', async (stage, status) => {
    const server = await startBrokenServer(stage, hang);
    const channel = createSmtpChannel({ url: server.url, from: 'hello@shop.example' });
    expect(await channel.send(brief())).toMatchObject({ status, code: 'EABORT' });
    while (server.open() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await channel.close();
    await server.close();
  });

  test('a message that waits in the queue behind a hanging one is released', async () => {
    const server = await startBrokenServer('MAIL', hang);
    const channel = createSmtpChannel({
      url: server.url,
      from: 'hello@shop.example',
      connections: 1,
    });
    const answers = await Promise.all([channel.send(brief()), channel.send(brief())]);
    expect(answers).toEqual([
      expect.objectContaining({ status: 'later', code: 'EABORT' }),
      expect.objectContaining({ status: 'later', code: 'EABORT' }),
    ]);
    await channel.close();
    await server.close();
  });

  test('a deadline that has passed opens no connection', async () => {
    const server = await startMailServer();
    const channel = createSmtpChannel({ url: server.url, from: 'hello@shop.example' });
    expect(await channel.send(message({ deadline: new Date(Date.now() - 1) }))).toMatchObject({
      status: 'later',
    });
    expect(server.received).toHaveLength(0);
    await channel.close();
    await server.close();
  });
});

test.each<[string, SmtpPhase, string]>([
  ['EAUTH', 'connection', 'refused'],
  ['ETLS', 'connection', 'refused'],
  ['ECONFIG', 'connection', 'refused'],
  ['EDNS', 'connection', 'later'],
  ['ECONNECTION', 'connection', 'later'],
  ['ETIMEDOUT', 'recipient', 'later'],
  ['ESOCKET', 'data', 'later'],
  ['EENVELOPE', 'connection', 'refused'],
  ['ECONNECTION', 'body', 'unknown'],
  ['ETIMEDOUT', 'body', 'unknown'],
  ['ESOCKET', 'body', 'unknown'],
])('%s without a reply, in phase %s, is %s', (error, phase, status) => {
  const answer = classifySmtp({ error, phase });
  expect(answer).toMatchObject({ status, code: error });
  expect(answer).not.toMatchObject({ suppress: true });
});

test('an enhanced code that contradicts its basic code is not believed', () => {
  expect(classifySmtp({ reply: '450 5.1.1 what now', phase: 'recipient' })).toEqual({
    ...soft,
    code: '450',
  });
});

test('no 5.7.x suppresses, at any phase', () => {
  const phases: SmtpPhase[] = ['connection', 'sender', 'recipient', 'data', 'body'];
  for (const phase of phases) {
    for (let detail = 0; detail < 600; detail++) {
      expect(classifySmtp({ reply: `550 5.7.${detail} no`, phase })).toMatchObject({
        suppress: false,
      });
    }
  }
});
