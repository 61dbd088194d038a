import { createServer, type AddressInfo, type Socket } from 'node:net';
import { catalog } from '../../catalog';
import { createSmtpChannel, createTwilioChannel } from '../../channels';
import type { Channel } from '../../engine';
import type { ChannelPort } from '../../channels';
import { accept } from '../../store';
import { OPERATOR_KEY, startApi } from '../api/harness';
import { ACCOUNT, startTwilioDouble, TOKEN } from '../channels/twilio-double';
import { createNamespace } from '../servers/temporal-namespace';
import { eventually, Product } from '../worker/product';

jest.setTimeout(180_000);

const DUE = 200;
/** Mails that are tried at once: local ones, and those that stood in line. */
const LOCAL = 13;
const QUEUED = 10;
/** Longer than the test: no mail gives up while the texts go out. Real ms. */
const HANGS_MS = 150_000;
const consents = [{ topic: 'offers', channel: 'sms', granted: true }];

/** Takes connections, and never says a word. */
async function startSilence(): Promise<{ url: string; taken: () => number; stop: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `smtp://127.0.0.1:${port}`, taken: () => sockets.size, stop };
}

describe('with a mail server that hangs and 200 mails due', () => {
  test('a text-only journey and a look at a run are answered while the mails hang', async () => {
    const temporal = await createNamespace();
    const silence = await startSilence();
    const twilio = await startTwilioDouble();
    const channels: [Channel, ChannelPort][] = [
      [
        'email',
        createSmtpChannel({
          ...{ url: silence.url, from: 'Shop <hello@shop.example>' },
          ...{ connectionTimeout: HANGS_MS, greetingTimeout: HANGS_MS, socketTimeout: HANGS_MS },
        }),
      ],
      [
        'sms',
        createTwilioChannel({
          ...{ accountSid: ACCOUNT, authToken: TOKEN, from: '+12025550100' },
          baseUrl: twilio.baseUrl,
        }),
      ],
    ];
    const product = await new Product(temporal, {
      journeys: '../../system/journeys/mail-and-text.ts',
      activities: {
        catalog,
        channels: new Map(channels),
        secret: 'a secret of the tests',
        publicUrl: 'http://localhost:8080',
        limits: { handOverMs: HANGS_MS, leaseMs: 2 * HANGS_MS },
      },
    }).start();
    const api = await startApi({ store: product.store });
    const incoming = (userId: string, name: string, traits: Record<string, string>) => ({
      ...{ source: 'test', messageId: `${userId}-${name}`, type: 'track' as const, userId, name },
      traits,
    });
    await accept(
      product.store,
      Array.from({ length: DUE }, (_, i) => ({
        ...incoming(`mail${i}`, 'Signed Up', { email: `mail${i}@example.com` }),
        properties: { source: 'web' },
      })),
    );
    expect(await eventually(async () => silence.taken() > 0 || undefined)).toBe(true);
    // Due: every run has been started and has come to its send, which goes on as an ordinary activity.
    await product.worker.idle();
    const pendingOf = async (n: number) => {
      const { raw } = await product.handle(await product.run(`mail${n}`)).describe();
      return raw.pendingActivities ?? [];
    };
    for (let n = 0; n < DUE; n++) {
      const isPending = async () => (await pendingOf(n)).length > 0 || undefined;
      expect(await eventually(isPending)).toBe(true);
    }
    // Whose process dies is asked for elsewhere long before its time is over.
    const beats = async () =>
      (await pendingOf(DUE - 1)).some((one) => one.lastHeartbeatTime) || undefined;
    expect(await eventually(beats)).toBe(true);
    const run = await product.run('mail0');

    for (let n = 1; n <= 3; n++) {
      const id = `text${n}`;
      await accept(product.store, [
        {
          ...incoming(id, 'Order Completed', { phone: `+1202555010${n}` }),
          properties: { order_id: id, total: 10, products: [] },
          consents,
        },
      ]);
      expect(await eventually(async () => twilio.taken.length === n || undefined)).toBe(true);
      const answer = await api.call('GET', `/v1/runs/${run.id}`, {
        headers: { authorization: `Bearer ${OPERATOR_KEY}` },
      });
      expect(answer.status).toBe(200);
    }
    expect(twilio.problems).toEqual([]);
    const claimed = async () => {
      const { count } = await product.store.db
        .selectFrom('messages')
        .select((row) => row.fn.countAll<number>().as('count'))
        .where('channel', '=', 'email')
        .where('state', '=', 'claimed')
        .executeTakeFirstOrThrow();
      return count === LOCAL + QUEUED || undefined;
    };
    // The mails were under way all the time, as many as their lanes take: what answered did so beside them.
    expect(await eventually(claimed)).toBe(true);

    silence.stop();
    await api.close();
    await product.stop();
    await twilio.close();
    for (const [, channel] of channels) await channel.close();
    await temporal.close();
  });
});
