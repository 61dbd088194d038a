import { createSmtpChannel, createTwilioChannel } from '../../channels';
import { message, startBrokenServer } from './mail-server';
import { ACCOUNT, startTwilioDouble, TOKEN } from './twilio-double';

/** Longer than any deadline: the wall clock has gone on, and no timer has. */
const sleepOver = (): void => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
};
afterEach(() => {
  jest.restoreAllMocks();
});

const allClosed = async ({ open }: { open(): number }): Promise<void> => {
  while (open() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
};

test('a deadline that the machine slept over is seen before the body of a mail goes out', async () => {
  let body = '';
  const server = await startBrokenServer('DATA', (socket) => {
    sleepOver();
    socket.on('data', (chunk) => (body += chunk.toString()));
    socket.write('354 go on\r\n');
  });
  const channel = createSmtpChannel({ url: server.url, from: 'hello@shop.example' });
  expect(await channel.send(message())).toMatchObject({ status: 'later', code: 'EABORT' });
  await allClosed(server);
  expect(body).toBe('');
  await channel.close();
  await server.close();
});

test.each([
  ['a new connection', 0],
  ['one that was kept', 1],
])('it is seen before %s takes the request for a text', async (_, before) => {
  const double = await startTwilioDouble();
  const channel = createTwilioChannel({
    accountSid: ACCOUNT,
    authToken: TOKEN,
    from: '+15005550006',
    baseUrl: double.baseUrl,
  });
  const sms = () => message({ channel: 'sms', to: '+12025550143' });
  for (let n = 0; n < before; n++) {
    expect(await channel.send(sms())).toMatchObject({ status: 'accepted' });
  }
  const sending = channel.send(sms());
  sleepOver();
  expect(await sending).toMatchObject({ status: 'later', code: 'ERR_CANCELED' });
  await allClosed(double);
  expect(double.requests()).toBe(before);
  await double.close();
});
