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
import { DAY, SECRET, Shop, step } from './shop';

const RECEIPT = 'follow-up/thanks';
const UNKNOWN: ChannelAnswer = { status: 'unknown', code: 'ESOCKET', reason: 'no answer' };
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

  const entryOf = async (run: RunContext) => (await shop.run(run)).event;

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

  describe('nobody knows if it was sent, and it is to be sent again', () => {
    const doubtful = async (): Promise<RunContext> => {
      const run = await buyer();
      expect(await sends(answering(UNKNOWN), run, RECEIPT)).toMatchObject({ status: 'later' });
      expect(await ledger(run)).toMatchObject({ state: 'ambiguous', attempts: 1 });
      return run;
    };
    const told = { value: { status: 'sent', channel: 'email' } };

    test('sent again, it is sent', async () => {
      const run = await doubtful();
      expect(await sends(answering(LATER), run, RECEIPT)).toMatchObject({ status: 'later' });
      expect(await ledger(run)).toMatchObject({ state: 'ambiguous', attempts: 2 });
      expect(await sends(accepting(), run, RECEIPT)).toMatchObject(told);
      expect(await ledger(run)).toMatchObject({ state: 'sent', attempts: 3 });
      expect(new Set(handed.map(({ id }) => id)).size).toBe(1);
    });

    test('never sent again, since the run ends: the ledger does not say skipped', async () => {
      const run = await doubtful();
      const { properties } = await entryOf(run);
      await shop.does(run.customer, 'Order Cancelled', { ...properties, total: 5 });
      expect(await sends(accepting(), run, RECEIPT)).toMatchObject({ status: 'ended' });
      expect(await ledger(run)).toMatchObject({
        state: 'ambiguous',
        reason: 'not sent again: exit: Order Cancelled',
        attempts: 1,
      });
      expect(handed.length).toBe(1);
    });

    test('never sent again, by an operator’s skip or a refusal: ambiguous, and told as sent', async () => {
      const [skipped, refused] = [await doubtful(), await doubtful()];
      const skip = { step: step(skipped, `${RECEIPT}#1`, true) };
      expect(await sends(accepting(), skipped, RECEIPT, skip)).toMatchObject(told);
      const refusing = answering({
        ...{ status: 'refused', code: '550 5.1.1', failure: 'address', suppress: true },
      });
      expect(await sends(refusing, refused, RECEIPT)).toMatchObject(told);
      for (const run of [skipped, refused]) {
        expect(await ledger(run)).toMatchObject({ state: 'ambiguous' });
        const answer = await sends(accepting(), run, RECEIPT);
        expect(answer).toMatchObject(told);
      }
      expect(handed.length).toBe(3);
    });

    test('stuck between: retried, it is sent again', async () => {
      const run = await doubtful();
      const closed = answering({
        ...{ status: 'refused', code: '535', failure: 'account', suppress: false },
      });
      expect(await sends(closed, run, RECEIPT)).toMatchObject({ status: 'stuck' });
      expect(await ledger(run)).toMatchObject({ state: 'ambiguous', reason: '535' });
      expect(await sends(accepting(), run, RECEIPT)).toMatchObject(told);
      expect(await ledger(run)).toMatchObject({ state: 'sent', attempts: 3 });
    });

    test('carried over to another generation, it is sent again, once', async () => {
      const run = await doubtful();
      await inTransaction(shop.store, async (tx) => {
        await lockCustomer(tx, run.customer);
        await newGeneration(tx, run.enrollment, { keep: 'all' });
      });
      expect(await sends(accepting(), { ...run, generation: 1 }, RECEIPT)).toMatchObject(told);
      const messages = await messagesOf(shop.store.db, run.enrollment);
      expect(messages).toMatchObject([{ state: 'sent', attempts: 2 }]);
    });
  });

  describe('how long it may take', () => {
    const CLOSED = { status: 'refused', code: '535', failure: 'account', suppress: false } as const;
    const asked = async (run: RunContext, answer: ChannelAnswer, due: number) =>
      sends(answering(answer), run, RECEIPT, { due });

    test('a fault of ours stands as long as we take: mended after six days, it is sent', async () => {
      const run = await buyer();
      const due = await shop.now();
      expect(await asked(run, CLOSED, due)).toMatchObject({ status: 'stuck' });
      await shop.pass(6 * DAY);
      expect(await asked(run, { status: 'accepted', providerId: 'p' }, due)).toMatchObject({
        value: { status: 'sent' },
      });
      expect(await ledger(run)).toMatchObject({ state: 'sent', attempts: 2 });
    });

    test('put off by the provider, it is given up after five days of it, at the next no', async () => {
      const [given, taken] = [await buyer(), await buyer()];
      const due = await shop.now();
      for (const run of [given, taken]) {
        expect(await asked(run, LATER, due)).toMatchObject({ status: 'later' });
      }
      await shop.pass(4 * DAY);
      expect(await asked(given, LATER, due)).toMatchObject({ status: 'later' });
      await shop.pass(DAY + 60_000);
      expect(await asked(given, LATER, due)).toMatchObject({
        value: { status: 'skipped', reason: 'undeliverable' },
      });
      expect(await ledger(given)).toMatchObject({
        state: 'failed',
        reason: 'undeliverable: put off: 451',
        attempts: 3,
      });
      expect(await asked(taken, { status: 'accepted', providerId: 'p' }, due)).toMatchObject({
        value: { status: 'sent' },
      });
    });

    test('a fault of ours between them: the five days begin anew', async () => {
      const run = await buyer();
      const due = await shop.now();
      await asked(run, LATER, due);
      expect(await asked(run, CLOSED, due)).toMatchObject({ status: 'stuck' });
      await shop.pass(6 * DAY);
      expect(await asked(run, LATER, due)).toMatchObject({ status: 'later' });
      await shop.pass(4 * DAY);
      expect(await asked(run, LATER, due)).toMatchObject({ status: 'later' });
      await shop.pass(2 * DAY);
      expect(await asked(run, LATER, due)).toMatchObject({ value: { reason: 'undeliverable' } });
    });

    test('nobody knows, again and again: after five days it is left ambiguous, and told as sent', async () => {
      const run = await buyer();
      const due = await shop.now();
      await asked(run, UNKNOWN, due);
      await shop.pass(6 * DAY);
      expect(await asked(run, UNKNOWN, due)).toMatchObject({ value: { status: 'sent' } });
      expect(await ledger(run)).toMatchObject({ state: 'ambiguous', resend: false, attempts: 2 });
    });
  });
});
