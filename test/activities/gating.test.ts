import type { RunContext } from '../../engine';
import {
  eraseCustomer,
  inTransaction,
  lockCustomer,
  messagesOf,
  setPaused,
  setVerdict,
  writeConsents,
  type Message,
} from '../../store';
import { eachStore } from '../servers/stores';
import { HELLO, MailingShop, sends } from './mailing';
import { DAY, type Shop, step } from './shop';

eachStore((open) => {
  let mailing: MailingShop;
  let shop: Shop;
  beforeAll(async () => {
    mailing = await MailingShop.open(await open());
    shop = mailing.shop;
  });
  afterAll(() => mailing.close());
  beforeEach(() => shop.pass(0));

  const ledger = async (run: RunContext): Promise<Message | undefined> =>
    (await messagesOf(shop.store.db, run.enrollment))[0];
  const optOut = (run: RunContext, topic = 'offers', channel = 'email') =>
    inTransaction(shop.store, async (tx) => {
      const { id, now } = await lockCustomer(tx, run.customer);
      await writeConsents(tx, id, [{ topic, channel, granted: false }], {
        at: now,
        source: 'test',
      });
      return now;
    });

  describe('not sent, with the reason in the ledger', () => {
    const refused = async (
      run: RunContext,
      reason: string,
      template = HELLO,
      rest: Parameters<typeof sends>[3] = {},
    ): Promise<void> => {
      const answer = await sends(mailing.process(), run, template, rest);
      expect(answer).toMatchObject({ status: 'done', value: { status: 'skipped', reason } });
      expect(await ledger(run)).toMatchObject({ state: 'skipped', reason, attempts: 0 });
    };

    test('no address', async () => {
      const run = await shop.enrolled({ email: null });
      await refused(run, 'no address');
    });

    test('no consent: a text needs a yes', async () => {
      const { run } = await mailing.recipient({ phone: '+15550100' });
      await refused(run, 'no consent', 'welcome/text');
    });

    test('too late, by the topic or by the author', async () => {
      const due = await shop.now();
      const [topics, authors] = [await mailing.recipient(), await mailing.recipient()];
      await shop.pass(2 * DAY);
      await refused(authors.run, 'too late', HELLO, { due, within: '1 day' });
      await shop.pass(2 * DAY);
      await refused(topics.run, 'too late', HELLO, { due });
    });

    test('unavailable: the offer has run out', async () => {
      const { run } = await mailing.recipient();
      const input = { offer: 'win-back-10', expiresIn: '1 day' };
      const issued = await mailing
        .process()
        .local.do(run, { effect: 'issue-offer', input }, step(run, 'issue-offer#1'));
      const { offer } = (issued as unknown as { value: { offer: string } }).value;
      await shop.pass(2 * DAY);
      await refused(run, 'unavailable', 'welcome/offer', { props: { offer } });
    });

    test('undeliverable: nothing here can send a text', async () => {
      const { run } = await mailing.recipient({ phone: '+15550100' });
      await inTransaction(shop.store, async (tx) => {
        const { id, now } = await lockCustomer(tx, run.customer);
        const yes = { topic: 'offers', channel: 'sms', granted: true };
        await writeConsents(tx, id, [yes], { at: now, source: 'test' });
      });
      await refused(run, 'undeliverable', 'welcome/text');
    });

    test('skipped by hand', async () => {
      const { run } = await mailing.recipient();
      await refused(run, 'skipped by hand', HELLO, { step: step(run, `${HELLO}#1`, true) });
    });
  });

  describe('a run that is over or paused', () => {
    test('the goal was reached: the run ends, and the ledger says why nothing went', async () => {
      const { run, to } = await mailing.recipient();
      await shop.does(run.customer, 'Order Completed', { order_id: 'o-1', total: 5 });
      expect(await sends(mailing.process(), run)).toEqual({ status: 'ended', end: 'converted' });
      expect(await ledger(run)).toMatchObject({ state: 'skipped', reason: 'converted' });
      expect(mailing.server.to(to)).toEqual([]);
    });

    test('erased: the run ends', async () => {
      const { run } = await mailing.recipient();
      await inTransaction(shop.store, async (tx) => {
        const { id, now } = await lockCustomer(tx, run.customer);
        await eraseCustomer(tx, id, { at: now, secret: 's' });
      });
      expect(await sends(mailing.process(), run)).toEqual({ status: 'ended', end: 'erased' });
    });

    test('all consent withdrawn: the run ends', async () => {
      const { run } = await mailing.recipient();
      await optOut(run);
      expect(await sends(mailing.process(), run)).toEqual({
        status: 'ended',
        end: 'consent withdrawn',
      });
    });

    test('paused: parked, and sent once resumed; an operator’s end stands before a pause', async () => {
      const [paused, over] = [await mailing.recipient(), await mailing.recipient()];
      const pause = ({ enrollment }: RunContext, is: boolean) =>
        inTransaction(shop.store, (tx) => setPaused(tx, enrollment, is));
      await pause(paused.run, true);
      await pause(over.run, true);
      expect(await sends(mailing.process(), paused.run)).toMatchObject({ status: 'parked' });
      await pause(paused.run, false);
      expect(await sends(mailing.process(), paused.run)).toMatchObject({ status: 'done' });
      await inTransaction(shop.store, (tx) =>
        setVerdict(tx, over.run.enrollment, 'ended by operator'),
      );
      expect(await sends(mailing.process(), over.run)).toMatchObject({ end: 'ended by operator' });
    });
  });

  test('an opt-out that races a send: whatever goes out was claimed before it was acknowledged', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, async (_, nth) => {
        const { run, to } = await mailing.recipient();
        const process = mailing.process();
        const early = nth % 3 === 0 ? optOut(run) : undefined;
        const sending = sends(process, run);
        const leaving = early ?? new Promise(setImmediate).then(() => optOut(run));
        const [, acknowledged] = await Promise.all([sending, leaving]);
        return { acknowledged, to, message: await ledger(run) };
      }),
    );
    for (const { acknowledged, to, message } of outcomes) {
      const sent = message?.state === 'sent';
      expect(mailing.server.to(to).length).toBe(sent ? 1 : 0);
      if (sent) expect(message.claimedAt).toBeLessThanOrEqual(acknowledged);
      else expect(message).toMatchObject({ state: 'skipped', reason: 'consent withdrawn' });
    }
  });
});
