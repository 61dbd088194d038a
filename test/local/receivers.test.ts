import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import twilio from 'twilio';
import { readReceived, startReceivers, type Receivers } from '../../local/receivers';

const account = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'a-token-for-tests' };
let folder: string;
let receivers: Receivers;

const open = (): Promise<Receivers> =>
  startReceivers({
    journal: join(folder, 'received.jsonl'),
    smtpPort: 0,
    httpPort: 0,
    exact: true,
    account,
    trials: true,
  });
const url = (path: string): string => `http://127.0.0.1:${String(receivers.httpPort)}${path}`;
const mail = (to: string, id: string, html?: string): Promise<unknown> => {
  const transport = createTransport({ host: '127.0.0.1', port: receivers.smtpPort });
  return transport
    .sendMail({
      messageId: `<${id}@shop.example.com>`,
      from: 'Records <hello@shop.example.com>',
      to,
      subject: 'Grüße & more',
      text: 'Hello there.',
      ...(html !== undefined && { html }),
    })
    .finally(() => {
      transport.close();
    });
};
const client = (token = account.authToken): twilio.Twilio => {
  const made = twilio(account.accountSid, token, { autoRetry: false });
  made.api.baseUrl = `http://127.0.0.1:${String(receivers.httpPort)}`;
  return made;
};
const sms = (to: string, body: string): Promise<{ sid: string }> =>
  client().messages.create({ to, from: '+15550100', body });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-receivers-'));
  receivers = await open();
});
afterEach(async () => {
  await receivers.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('what the receivers forget', () => {
  const journal = () => readReceived(join(folder, 'received.jsonl'));
  const forget = (messages: object[], token = account.authToken): Promise<Response> =>
    fetch(url('/forget'), {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${account.accountSid}:${token}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ messages }),
    });
  const shown = async (): Promise<string> => {
    const pages = ['/inbox', '/inbox.json', '/inbox/0', '/inbox.json?after=-1'];
    return (await Promise.all(pages.map(async (page) => (await fetch(url(page))).text()))).join('');
  };

  test('is gone from the inbox and from the disk, and what came later keeps its place', async () => {
    await mail('ann@example.com', 'm1');
    const { sid } = await sms('+12025550123', 'Hello Ann');
    await mail('ben@example.com', 'm2');
    expect(await shown()).toContain('ann@example.com');
    const answer = await forget([
      { id: 'm1', providerId: '<m1@shop.example.com>' },
      { id: 'm7', providerId: sid },
    ]);
    expect(await answer.json()).toEqual({ forgotten: 2 });
    await mail('ben@example.com', 'm3');
    expect(await shown()).not.toMatch(/ann@example|2025550123|Hello Ann/);
    expect(await shown()).toContain('2 messages');
    const kept = await journal();
    expect(kept.map(({ kind, id, to }) => [kind, id, to])).toEqual([
      ['email', 'm1@shop.example.com', ''],
      ['sms', sid, ''],
      ['email', 'm2@shop.example.com', 'ben@example.com'],
      ['email', 'm3@shop.example.com', 'ben@example.com'],
    ]);
    expect(JSON.stringify(kept)).not.toMatch(/ann@example|2025550123|Hello Ann/);
    expect(await (await forget([{ id: 'm1', providerId: null }])).json()).toEqual({ forgotten: 0 });
  });

  test('stays forgotten after a start; whoever does not have the account makes it forget nothing', async () => {
    await mail('ann@example.com', 'm1');
    await mail('ben@example.com', 'm2');
    expect((await forget([{ id: 'm2', providerId: null }], 'another')).status).toBe(401);
    await forget([{ id: 'm1', providerId: null }]);
    await receivers.stop();
    receivers = await open();
    expect(await shown()).not.toContain('ann@example');
    expect(await shown()).toContain('ben@example.com');
  });

  test('and mails that come in meanwhile are all kept', async () => {
    for (let i = 0; i < 5; i++) await mail('ann@example.com', `a${i}`);
    const coming = Array.from({ length: 20 }, (_, i) => mail('ben@example.com', `b${i}`));
    const messages = Array.from({ length: 5 }, (_, i) => ({ id: `a${i}`, providerId: null }));
    await Promise.all([...coming, forget(messages)]);
    const kept = await journal();
    expect(kept.filter(({ to }) => to === 'ben@example.com')).toHaveLength(20);
    expect(kept.filter(({ to }) => to === 'ann@example.com')).toEqual([]);
  });
});

describe('what the receivers keep', () => {
  test('a mail is on the disk when the sender has its answer', async () => {
    await mail('ann@example.com', 'm1');
    const [kept] = await readReceived(join(folder, 'received.jsonl'));
    expect(kept).toMatchObject({ kind: 'email', id: 'm1@shop.example.com', to: 'ann@example.com' });
  });

  test('an SMS is on the disk when the Twilio SDK has its answer, under the id it was answered', async () => {
    const { sid } = await sms('+15555550101', 'Hi');
    const [kept] = await readReceived(join(folder, 'received.jsonl'));
    expect(kept).toMatchObject({ kind: 'sms', id: sid, to: '+15555550101', body: 'Hi' });
  });

  test('many at once are all kept, one line each', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => mail(`p${String(n)}@example.com`, `m${String(n)}`)),
    );
    const kept = await readReceived(join(folder, 'received.jsonl'));
    expect(new Set(kept.map(({ id }) => id)).size).toBe(40);
  });

  test('half a line left by a kill is passed over, and the next message is not swallowed', async () => {
    await mail('ann@example.com', 'm1');
    await receivers.stop();
    appendFileSync(join(folder, 'received.jsonl'), '{"kind":"email","id":"torn');
    receivers = await open();
    await mail('ann@example.com', 'm2');
    const kept = await readReceived(join(folder, 'received.jsonl'));
    expect(kept.map(({ id }) => id)).toEqual(['m1@shop.example.com', 'm2@shop.example.com']);
  });
});

describe('the Twilio-shaped endpoint', () => {
  test.each([
    ['not a number', 'Hi', 21211],
    ['', 'Hi', 21604],
    ['+15555550101', '', 21602],
    ['+15555550101', 'x'.repeat(1601), 21617],
  ])('to %j the text %j is refused with code %i', async (to, body, code) => {
    await expect(sms(to, body)).rejects.toMatchObject({ status: 400, code });
  });

  test('another account is turned away', async () => {
    const sending = client('wrong').messages.create({
      to: '+15555550101',
      from: '+15550100',
      body: 'Hi',
    });
    await expect(sending).rejects.toMatchObject({ status: 401, code: 20003 });
  });

  test('the SDK finds what it sent to a number, newest first, over several pages', async () => {
    for (let n = 0; n < 5; n++) await sms('+15555550101', `text ${String(n)}`);
    await sms('+15555550102', 'to another');
    const found = await client().messages.list({ to: '+15555550101', pageSize: 2 });
    expect(found.map(({ body }) => body)).toEqual([4, 3, 2, 1, 0].map((n) => `text ${String(n)}`));
    const [newest] = found;
    const fetched = await client()
      .messages(newest?.sid ?? '')
      .fetch();
    expect(fetched.body).toBe('text 4');
  });
});

describe('the inbox', () => {
  test('lists people by what came last, and a message by its subject and first words', async () => {
    await mail('ann@example.com', 'm1');
    await sms('+15555550101', 'Hi <Bo>');
    const page = await (await fetch(url('/inbox'))).text();
    expect(page.indexOf('+15555550101')).toBeLessThan(page.indexOf('ann@example.com'));
    expect(page).toContain('Hi &#60;Bo&#62;');
    expect(page).toContain('Grüße &#38; more');
    expect(page).not.toMatch(/href="[^"]*(ann|5555550101)/);
    const person = /"(\/inbox\?person=[^"]+)"[^>]*><span class="who">ann@/
      .exec(page)?.[1]
      ?.replace('inbox', 'inbox.json');
    const json = await (await fetch(url(person ?? ''))).json();
    expect(json).toMatchObject([{ subject: 'Grüße & more', preview: 'Hello there.' }]);
  });

  test("shows a mail's own HTML only where no script of it can run", async () => {
    await mail('ann@example.com', 'm1', '<p>Hi</p><script>alert(1)</script>');
    const page = await (await fetch(url('/inbox/0'))).text();
    expect(page).toContain('<iframe sandbox="allow-popups');
    expect(page).not.toContain('<script>');
    const body = await fetch(url('/inbox/0/body'));
    const policy = body.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^sandbox /);
    expect(policy).not.toContain('allow-scripts');
  });
});

describe('a port that another has', () => {
  const beside = (exact: boolean): Promise<Receivers> =>
    startReceivers({
      journal: join(folder, 'beside.jsonl'),
      smtpPort: receivers.smtpPort,
      httpPort: receivers.httpPort,
      exact,
      account,
      trials: false,
    });

  test('is left to the other where any will do', async () => {
    const other = await beside(false);
    expect(other.smtpPort).not.toBe(receivers.smtpPort);
    expect(other.httpPort).not.toBe(receivers.httpPort);
    await other.stop();
  });

  test('is an error where no other will do', async () => {
    await expect(beside(true)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('trials', () => {
  const behave = (wanted: object): Promise<Response> =>
    fetch(url('/trial'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wanted),
    });

  test('a receiver told to keep and drop has the message, and the sender has no answer', async () => {
    await behave({ email: 'keep-and-drop', sms: 'keep-and-drop' });
    await expect(mail('ann@example.com', 'm1')).rejects.toThrow();
    await expect(sms('+15555550101', 'Hi')).rejects.toThrow();
    expect(await readReceived(join(folder, 'received.jsonl'))).toHaveLength(2);
  });

  test.each(['drop', 'refuse', 'later'])('told to %s, it keeps nothing', async (behaviour) => {
    await behave({ email: behaviour, sms: behaviour });
    await expect(mail('ann@example.com', 'm1')).rejects.toThrow();
    await expect(sms('+15555550101', 'Hi')).rejects.toThrow();
    expect(await readReceived(join(folder, 'received.jsonl'))).toHaveLength(0);
  });

  test('told to hang, it does not answer, and stops all the same', async () => {
    await behave({ email: 'hang' });
    const transport = createTransport({
      host: '127.0.0.1',
      port: receivers.smtpPort,
      socketTimeout: 300,
    });
    await expect(
      transport.sendMail({ from: 'a@example.com', to: 'b@example.com', text: 'x' }),
    ).rejects.toThrow(/[Tt]imeout/);
  });

  test('an unknown behaviour is refused', async () => {
    expect((await behave({ email: 'dance' })).status).toBe(400);
  });
});
