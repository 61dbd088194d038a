import type { ChannelAnswer, ChannelPort, OutgoingMessage } from '../../channels';
import type { RunContext } from '../../engine';
import { verifyLink } from '../../messages';
import {
  inTransaction,
  lockCustomer,
  messageById,
  messagesOf,
  newGeneration,
  newId,
  type Message,
} from '../../store';
import { eachStore } from '../servers/stores';
import { sends } from './mailing';
import { SECRET, Shop } from './shop';

const RECEIPT = 'follow-up/thanks';
const LATER: ChannelAnswer = { status: 'later', code: '451', retryAfterMs: 1_000 };

eachStore((open) => {
  let shop: Shop;
  let handed: OutgoingMessage[];
  beforeAll(async () => {
    shop = await Shop.open(await open());
  });
  beforeEach(async () => {
    await shop.pass(0);
    handed = [];
  });

  /** A provider that answers this, each time. */
  const answering = (answer: ChannelAnswer) => {
    const port: ChannelPort = {
      name: 'scripted',
      channel: 'email',
      send: (message) => {
        handed.push(message);
        return Promise.resolve(answer);
      },
      close: () => Promise.resolve(),
    };
    return shop.activities([port]);
  };
  const accepting = () => answering({ status: 'accepted', providerId: newId() });
  const ledger = async (run: RunContext): Promise<Message | undefined> =>
    (await messagesOf(shop.store.db, run.enrollment))[0];
  const buyer = (): Promise<RunContext> =>
    shop.enrolled({}, 'follow-up', {
      name: 'Order Completed',
      properties: { order_id: newId(), total: 5, note: 'x' },
    });

  test('carried over to another generation, a message has one id, in the ledger and in its links', async () => {
    const run = await buyer();
    expect(await sends(answering(LATER), run, RECEIPT)).toMatchObject({ status: 'later' });
    await inTransaction(shop.store, async (tx) => {
      await lockCustomer(tx, run.customer);
      await newGeneration(tx, run.enrollment, { keep: 'all' });
    });
    const next = { ...run, generation: 1 };
    const answer = await sends(accepting(), next, RECEIPT);
    const message = await ledger(run);
    expect(answer).toMatchObject({ value: { status: 'sent', message: message?.id } });
    expect(handed.map(({ id }) => id)).toEqual([message?.id, message?.id]);
    const token = /\/feedback\/(\S+)/.exec(handed[1]?.text ?? '')?.[1] ?? '';
    const [inLink] = verifyLink(SECRET, 'feedback', token) ?? [];
    expect(await messageById(shop.store.db, inLink ?? '')).toMatchObject({ state: 'sent' });
  });
});
