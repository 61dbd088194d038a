import { parsePhone } from '../../channels';
import type {
  ChannelAnswer,
  ChannelPort,
  LostAttempt,
  OutgoingMessage,
  Reconciled,
} from '../../channels';
import type { RunContext } from '../../engine';
import {
  addressHash,
  endEnrollment,
  inTransaction,
  lockCustomer,
  messagesOf,
  suppress,
  writeConsents,
} from '../../store';
import { eachStore } from '../servers/stores';
import { eventually } from '../worker/product';
import { LIMITS, never, sends } from './mailing';
import { SECRET, Shop, step } from './shop';

const TEXT = 'welcome/text';

eachStore((open) => {
  let shop: Shop;
  let taken: OutgoingMessage[];
  let answer: ChannelAnswer;
  beforeAll(async () => {
    shop = await Shop.open(await open());
  });
  beforeEach(async () => {
    await shop.pass(0);
    taken = [];
    answer = { status: 'accepted', providerId: 'SM1' };
  });

  const sms = (): ChannelPort => ({
    name: 'texts',
    channel: 'sms',
    send: (message) => {
      taken.push(message);
      return Promise.resolve(answer);
    },
    close: () => Promise.resolve(),
  });
  /** Someone who wants texts. */
  async function reachable(phone: string): Promise<RunContext> {
    const run = await shop.enrolled({ phone });
    await inTransaction(shop.store, async (tx) => {
      const { id, now } = await lockCustomer(tx, run.customer);
      const yes = { topic: 'offers', channel: 'sms', granted: true };
      await writeConsents(tx, id, [yes], { at: now, source: 'test' });
    });
    return run;
  }
  const says = (run: RunContext, phone: string) =>
    shop.accepted({ type: 'identify', customer: run.customer, name: '', traits: { phone } });
  const suppressed = { status: 'done', value: { status: 'skipped', reason: 'suppressed' } };

  test.each([
    ['+1 (202) 555-0143', '+12025550143', '001 202 555 0143'],
    ['+442079460018', '+44 (0)20 7946 0018', '0044 20-7946-0018'],
  ])('a number that a provider refused stays so however it is spelled: %s', async (...all) => {
    const [first, ...others] = all;
    answer = { status: 'refused', code: '21610', failure: 'address', suppress: true };
    const run = await reachable(first);
    expect(await sends(shop.activities([sms()]), run, TEXT)).toMatchObject({
      value: { status: 'skipped', reason: 'undeliverable' },
    });
    for (const [place, other] of others.entries()) {
      await says(run, other);
      const again = { step: step(run, `${TEXT}#${place + 2}`) };
      expect(await sends(shop.activities([sms()]), run, TEXT, again)).toMatchObject(suppressed);
    }
    expect(taken.length).toBe(1);
    const someoneElse = await reachable(others[0] ?? '');
    expect(await sends(shop.activities([sms()]), someoneElse, TEXT)).toMatchObject(suppressed);
  });

  test('a number that an operator suppressed is found however the customer spells it', async () => {
    const run = await reachable('+374 (91) 11-22-33');
    const hash = addressHash(SECRET, 'sms', '0037491112233');
    const row = { channel: 'sms', addressHash: hash, reason: 'by operator', now: 1 };
    await inTransaction(shop.store, (tx) => suppress(tx, row));
    expect(await sends(shop.activities([sms()]), run, TEXT)).toMatchObject(suppressed);
    expect(taken).toEqual([]);
  });

  test('what is handed over is the one form of the number', async () => {
    const run = await reachable(' +44 (0)7700 900-123');
    expect(await sends(shop.activities([sms()]), run, TEXT)).toMatchObject({
      value: { status: 'sent' },
    });
    expect(taken.map(({ to }) => to)).toEqual(['+447700900123']);
    expect(parsePhone(taken[0]?.to ?? '')).toBe('+447700900123');
  });

  describe('a claim whose sender was killed', () => {
    let asked: LostAttempt[];
    beforeEach(() => {
      asked = [];
    });

    /** A provider that lists what it took, long after; it took the attempt whose sender was killed. */
    const lists = (): ChannelPort => ({
      ...sms(),
      reconcile: (attempt): Promise<Reconciled> => {
        asked.push(attempt);
        const mine = taken.find(({ to }) => to === attempt.to);
        return Promise.resolve(
          mine ? { status: 'sent', providerId: 'SM-listed' } : { status: 'not sent' },
        );
      },
    });
    /** The provider took it, and nothing of the process is heard again. */
    async function killed(phone: string): Promise<RunContext> {
      const run = await reachable(phone);
      const port = { ...lists(), send: (one: OutgoingMessage) => (taken.push(one), never()) };
      const dying = shop.activities([port as ChannelPort], { limits: LIMITS });
      const input = { template: TEXT, props: {}, due: Date.UTC(2030, 0) };
      void dying.ordinary.send(run, input, step(run, `${TEXT}#1`));
      await eventually(() => Promise.resolve(taken.length > 0 || undefined));
      await shop.expireLeases(run);
      return run;
    }
    const ledger = async (run: RunContext) => (await messagesOf(shop.store.db, run.enrollment))[0];

    test('is asked for at the number it was made for', async () => {
      const run = await killed('+12025550111');
      expect(await sends(shop.activities([lists()]), run, TEXT)).toMatchObject({
        value: { status: 'sent' },
      });
      expect(asked.map(({ to }) => to)).toEqual(['+12025550111']);
      expect(await ledger(run)).toMatchObject({ state: 'sent', providerId: 'SM-listed' });
      expect(taken.length).toBe(1);
    });

    test('and whose customer has another number by now: nobody knows, so the topic decides', async () => {
      const run = await killed('+12025550112');
      await says(run, '+12025550122');
      expect(await sends(shop.activities([lists()]), run, TEXT)).toMatchObject({
        value: { status: 'sent' },
      });
      expect(asked).toEqual([]);
      expect(await ledger(run)).toMatchObject({ state: 'ambiguous', attempts: 1 });
      expect(taken.map(({ to }) => to)).toEqual(['+12025550112']);
    });

    test.each([
      ['the same number, spelled otherwise', '001 202 555 0113', 'sent'],
      ['another number', '+12025550123', 'ambiguous'],
      ['no number', null, 'ambiguous'],
    ])('and whose run is over, by now with %s: %s', async (_, phone, state) => {
      const run = await killed('+12025550113');
      const traits = { phone };
      await shop.accepted({ type: 'identify', customer: run.customer, name: '', traits });
      await inTransaction(shop.store, async (tx) => {
        const { now } = await lockCustomer(tx, run.customer);
        await endEnrollment(tx, run.enrollment, 'over', now);
      });
      await shop.activities([lists()]).settleAbandoned();
      expect(await ledger(run)).toMatchObject({ state });
      expect(taken.length).toBe(1);
    });
  });
});
