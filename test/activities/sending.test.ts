import type { RunContext } from '../../activities';
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
  afterEach(() => {
    mailing.server.refuseRecipient = undefined;
    mailing.server.refuseMessage = undefined;
  });

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

  test('a message is claimed, handed over and marked, and its id is its Message-ID', async () => {
    const { run, to } = await mailing.recipient();
    const answer = await sends(mailing.process(), run);
    const message = await ledger(run);
    expect(message).toMatchObject({
      state: 'sent',
      channel: 'email',
      attempts: 1,
      topic: 'offers',
    });
    expect(answer).toMatchObject({
      status: 'done',
      value: { status: 'sent', channel: 'email', message: message?.id },
    });
    expect(mailing.server.to(to).map(({ id }) => id)).toEqual([message?.id]);
    expect(mailing.server.to(to)[0]?.raw).toContain(
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    );
  });

  test('asked again, the step answers what it did and sends nothing', async () => {
    const { run, to } = await mailing.recipient();
    const first = await sends(mailing.process(), run);
    expect(await sends(mailing.process(), run)).toEqual(first);
    expect(mailing.server.to(to).length).toBe(1);
  });

  test('a template sees the personal fields of the event; no answer and no step row does', async () => {
    const to = 'ann@example.com';
    const run = await shop.enrolled({ email: to }, 'follow-up', {
      name: 'Order Completed',
      properties: { order_id: 'o-77', total: 5, note: 'For Beatrice' },
    });
    const answer = await sends(mailing.process(), run, 'follow-up/thanks');
    expect(mailing.server.to(to)[0]?.raw).toContain('Thanks for o-77, For Beatrice');
    expect(mailing.server.to(to)[0]?.raw).not.toContain('List-Unsubscribe-Post');
    expect(JSON.stringify([answer, (await shop.run(run)).steps])).not.toMatch(
      /Beatrice|example\.com/,
    );
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
        await eraseCustomer(tx, id, now);
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
        const sending = sends(process, run);
        const leaving =
          nth % 3 === 0 ? optOut(run) : new Promise(setImmediate).then(() => optOut(run));
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

  describe('what the provider says', () => {
    test('an address it does not know is suppressed, by hash', async () => {
      const { run, to } = await mailing.recipient();
      mailing.server.refuseRecipient = { code: 550, text: '5.1.1 no such user' };
      expect(await sends(mailing.process(), run)).toMatchObject({
        value: { status: 'skipped', reason: 'undeliverable' },
      });
      expect(await ledger(run)).toMatchObject({
        state: 'failed',
        reason: 'undeliverable: 550 5.1.1',
      });
      mailing.server.refuseRecipient = undefined;
      const again = await sends(mailing.process(), run, HELLO, { step: step(run, `${HELLO}#2`) });
      expect(again).toMatchObject({ value: { status: 'skipped', reason: 'suppressed' } });
      const kept = await shop.store.db.selectFrom('suppressions').selectAll().execute();
      expect(JSON.stringify(kept)).not.toContain(to);
    });

    test('a refusal that is not the address’s stops the run until an operator acts', async () => {
      const { run, to } = await mailing.recipient();
      mailing.server.refuseMessage = { code: 554, text: '5.7.1 policy' };
      expect(await sends(mailing.process(), run)).toMatchObject({
        status: 'stuck',
        code: 'PROVIDER_REFUSED',
      });
      expect(await shop.run(run)).toMatchObject({ stuck: { step: `${HELLO}#1` }, steps: [] });
      mailing.server.refuseMessage = undefined;
      expect(await sends(mailing.process(), run)).toMatchObject({ status: 'done' });
      expect((await shop.run(run)).stuck).toBeNull();
      expect(mailing.server.to(to).length).toBe(1);
    });

    test('put off: asked again later and later, until it is too late', async () => {
      const { run } = await mailing.recipient();
      const due = await shop.now();
      mailing.server.refuseRecipient = { code: 450, text: '4.2.1 busy' };
      const first = await sends(mailing.process(), run, HELLO, { due });
      expect(first).toMatchObject({ status: 'later' });
      expect((first as { until: number }).until - due).toBeGreaterThanOrEqual(30 * 60_000);
      expect(await ledger(run)).toMatchObject({ state: 'released', reason: 'put off: 450 4.2.1' });
      await shop.pass(4 * DAY);
      expect(await sends(mailing.process(), run, HELLO, { due })).toMatchObject({
        value: { status: 'skipped', reason: 'too late' },
      });
      expect(await ledger(run)).toMatchObject({
        state: 'skipped',
        reason: 'too late',
        attempts: 1,
      });
    });
  });

  test('a template that cannot be filled stops the run; mended, the same step sends', async () => {
    const { run, to } = await mailing.recipient();
    const process = mailing.process();
    expect(await sends(process, run, 'welcome/named')).toMatchObject({
      status: 'stuck',
      code: 'TEMPLATE_VARIABLE_MISSING',
    });
    expect(await ledger(run)).toMatchObject({
      state: 'released',
      reason: 'TEMPLATE_VARIABLE_MISSING',
    });
    await shop.accepted({
      type: 'identify',
      customer: run.customer,
      name: '',
      traits: { firstName: 'Ada' },
    });
    expect(await sends(process, run, 'welcome/named')).toMatchObject({ status: 'done' });
    expect(mailing.server.to(to)[0]?.raw).toContain('Dear Ada');
    expect((await shop.run(run)).stuck).toBeNull();
  });

  test('a message that cannot be made is skipped by hand', async () => {
    const { run } = await mailing.recipient();
    await sends(mailing.process(), run, 'welcome/named');
    const skip = step(run, 'welcome/named#1', true);
    expect(await sends(mailing.process(), run, 'welcome/named', { step: skip })).toMatchObject({
      value: { status: 'skipped', reason: 'skipped by hand' },
    });
    expect(await ledger(run)).toMatchObject({ state: 'skipped', reason: 'skipped by hand' });
  });
});
