import type { ChannelAnswer, ChannelPort, OutgoingMessage } from '../../channels';
import { parsePhone } from '../../channels';
import type { RunContext } from '../../engine';
import { addressHash, inTransaction, lockCustomer, suppress, writeConsents } from '../../store';
import { eachStore } from '../servers/stores';
import { sends } from './mailing';
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
});
