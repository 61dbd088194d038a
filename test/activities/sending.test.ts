import type { RunContext } from '../../engine';
import { messagesOf, saveRelease, setCurrentRelease, type Message } from '../../store';
import { eachStore } from '../servers/stores';
import { HELLO, MailingShop, sends } from './mailing';
import { journeys, sources } from './catalog';
import { DAY, RELEASE, type Shop, step } from './shop';

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

  describe('the release', () => {
    const publish = async (id: string, change: Record<string, string | undefined>) => {
      const all = Object.entries({ ...sources, ...change });
      const templates = Object.fromEntries(
        all.filter((entry): entry is [string, string] => entry[1] !== undefined),
      );
      const createdAt = await shop.now();
      await saveRelease(shop.store.db, { id, createdAt, journeys, code: '', templates });
      await setCurrentRelease(shop.store.db, id);
    };
    afterEach(() => setCurrentRelease(shop.store.db, RELEASE));

    test('a mended text reaches people already on their way', async () => {
      const { run, to } = await mailing.recipient();
      await publish('mended', { [`${HELLO}/subject.hbs`]: 'A better subject' });
      await sends(mailing.process(), run);
      expect(mailing.server.to(to)[0]?.raw).toContain('Subject: A better subject');
    });

    test('where the current text does not fit, the run’s own is sent', async () => {
      const { run, to } = await mailing.recipient();
      await publish('unfit', { [`${HELLO}/subject.hbs`]: 'Dear {{customer.lastName}}' });
      await sends(mailing.process(), run);
      expect(mailing.server.to(to)[0]?.raw).toContain('Subject: Hello');
      const other = await mailing.recipient();
      await publish('gone', { [`${HELLO}/subject.hbs`]: undefined });
      await sends(mailing.process(), { ...other.run, release: RELEASE });
      expect(mailing.server.to(other.to).length).toBe(1);
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
