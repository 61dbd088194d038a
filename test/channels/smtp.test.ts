import PostalMime from 'postal-mime';
import { createSmtpChannel, type ChannelPort } from '../../channels';
import { message, startMailServer } from './mail-server';

let server: Awaited<ReturnType<typeof startMailServer>>;
let channel: ChannelPort;

beforeAll(async () => {
  server = await startMailServer();
  channel = createSmtpChannel({ url: server.url, from: 'My Shop <hello@shop.example>' });
});
afterAll(async () => {
  await channel.close();
  await server.close();
});

const last = () => server.received.at(-1);
const unfolded = (raw = '') => `\r\n${raw}`.replace(/\r\n[ \t]+/g, ' ');

test('a message arrives with its Message-ID, both parts and the envelope we named', async () => {
  const answer = await channel.send(message({ id: 'abc123', to: 'Ana@Example.com' }));
  expect(answer).toEqual({ status: 'accepted', providerId: '<abc123@shop.example>' });
  expect(last()).toMatchObject({ from: 'hello@shop.example', to: ['Ana@example.com'] });
  const mail = await PostalMime.parse(last()?.raw ?? '');
  expect(mail).toMatchObject({
    messageId: '<abc123@shop.example>',
    from: { name: 'My Shop', address: 'hello@shop.example' },
    to: [{ name: '', address: 'Ana@example.com' }],
    subject: 'Hello',
  });
  expect(mail.text).toContain('Hello Ana');
  expect(mail.html).toContain('<p>Hello Ana</p>');
});

test('two attempts at one message carry the same Message-ID', async () => {
  const twice = message();
  const answers = [await channel.send(twice), await channel.send(twice)];
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toMatchObject({ status: 'accepted' });
});

test('the headers of one-click unsubscribing pass through unbroken', async () => {
  const url = `https://shop.example/unsubscribe/${'t'.repeat(180)}`;
  await channel.send(
    message({
      headers: {
        'List-Unsubscribe': `<${url}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    }),
  );
  expect(unfolded(last()?.raw)).toContain(`\r\nList-Unsubscribe: <${url}>\r\n`);
  expect(unfolded(last()?.raw)).toContain(
    '\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n',
  );
});

test.each([
  [
    'an address with a line break',
    { to: 'ana@example.com\r\nRCPT TO:<bob@example.com>' },
    'ADDRESS_INVALID',
    true,
  ],
  ['a list of addresses', { to: 'ana@example.com, bob@example.com' }, 'ADDRESS_INVALID', true],
  [
    'a subject with a line break',
    { subject: 'Hi\r\nBcc: bob@example.com' },
    'HEADER_INVALID',
    false,
  ],
  [
    'a header with a line break',
    { headers: { 'X-A': 'a\nBcc: bob@example.com' } },
    'HEADER_INVALID',
    false,
  ],
  [
    'a header name with a line break',
    { headers: { 'X-A\r\nBcc': 'b@c.example' } },
    'HEADER_INVALID',
    false,
  ],
  ['an id with a line break', { id: 'a\r\nb' }, 'HEADER_INVALID', false],
])('%s is refused before any connection', async (_, changes, code, suppress) => {
  const before = server.received.length;
  expect(await channel.send(message(changes))).toMatchObject({ status: 'refused', code, suppress });
  expect(server.received).toHaveLength(before);
});

test('a text that looks like a file or URL stays a text', async () => {
  const html = { path: '/etc/hostname' } as unknown as string;
  expect(await channel.send(message({ html }))).toMatchObject({
    status: 'refused',
    failure: 'message',
  });
});

test('200 messages at once share the pool, and each arrives once', async () => {
  const before = server.received.length;
  const messages = Array.from({ length: 200 }, () => message());
  const answers = await Promise.all(messages.map((one) => channel.send(one)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['accepted']));
  const ids = server.received.slice(before).map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]);
  expect(new Set(ids).size).toBe(200);
  expect(ids).toHaveLength(200);
});

test('wrong credentials are a fault of the account', async () => {
  const guarded = await startMailServer({ authRequired: true });
  const at = (password: string) =>
    createSmtpChannel({
      url: `smtp://shop:${password}@127.0.0.1:${guarded.port}`,
      from: 'hello@shop.example',
    });
  const [wrong, right] = [at('wrong'), at('right')];
  expect(await wrong.send(message())).toEqual({
    status: 'refused',
    code: '535 5.7.8',
    suppress: false,
    failure: 'account',
  });
  expect(await right.send(message())).toMatchObject({ status: 'accepted' });
  await Promise.all([wrong.close(), right.close()]);
  await guarded.close();
});
