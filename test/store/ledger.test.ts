import { sql } from 'kysely';
import {
  ambiguousMessages,
  claimMessage,
  countMessages,
  expiredClaims,
  leaseLeft,
  markMessage,
  messagesOf,
  readMessage,
  recentClaims,
  settleExpired,
  skipMessage,
  type NewMessage,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';
import { enroll, newCustomer, newMessage } from './seeds';

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  const by = (owner: string, now = 10) => ({ owner, leaseMs: 60_000, now });
  const claimed = async (): Promise<NewMessage> => {
    const message = newMessage(await enroll(store));
    await claimMessage(store.db, message, by('a'));
    return message;
  };
  const expire = (message: NewMessage) =>
    sql`update messages set lease_until = clock_timestamp() - interval '1 ms' where key = ${message.key}`.execute(
      store.db,
    );
  const ambiguous = async () =>
    (await ambiguousMessages(store.db, { limit: 100 })).messages.map(({ key }) => key);
  const sent = { state: 'sent', providerId: 'p1', now: 20 } as const;

  test('a claim is ours alone, for as long as its lease', async () => {
    const message = newMessage(await enroll(store));
    const claim = await claimMessage(store.db, message, by('a'));
    expect(claim).toMatchObject({
      status: 'claimed',
      message: { ...message, state: 'claimed', owner: 'a', attempts: 1, claimedAt: 10 },
    });
    expect(claim.message.leaseLeft).toBeGreaterThan(50_000);
    expect(claim.message.leaseLeft).toBeLessThanOrEqual(60_000);
    expect(await leaseLeft(store.db, { id: message.id, owner: 'a' })).toBeGreaterThan(50_000);
    expect(await leaseLeft(store.db, { id: message.id, owner: 'b' })).toBe(0);
  });

  test('a second try joins a live lease, even one of the same owner', async () => {
    const message = await claimed();
    for (const owner of ['a', 'b']) {
      const claim = await claimMessage(store.db, message, by(owner));
      expect(claim).toMatchObject({ status: 'joined', message: { owner: 'a', attempts: 1 } });
    }
  });

  test('a mark is made once, by its owner', async () => {
    const message = await claimed();
    expect(await markMessage(store.db, { id: message.id, owner: 'b' }, sent)).toBe(false);
    expect(await markMessage(store.db, { id: message.id, owner: 'a' }, sent)).toBe(true);
    const failed = { state: 'failed', now: 21 } as const;
    expect(await markMessage(store.db, { id: message.id, owner: 'a' }, failed)).toBe(false);
    expect(await readMessage(store.db, message.key)).toMatchObject({
      state: 'sent',
      providerId: 'p1',
      markedAt: 20,
      leaseLeft: null,
    });
    expect(await claimMessage(store.db, message, by('b'))).toMatchObject({
      status: 'settled',
      message: { state: 'sent' },
    });
  });

  test('what was surely not handed over may be claimed again, by another channel too', async () => {
    const message = await claimed();
    const released = { state: 'released', reason: '421', now: 20 } as const;
    await markMessage(store.db, { id: message.id, owner: 'a' }, released);
    const again = await claimMessage(store.db, { ...message, channel: 'sms' }, by('b', 30));
    expect(again).toMatchObject({
      status: 'claimed',
      message: { owner: 'b', attempts: 2, channel: 'sms', reason: null, claimedAt: 30 },
    });
    expect(again.message.id).toBe(message.id);
    expect(await markMessage(store.db, { id: message.id, owner: 'a' }, sent)).toBe(false);
  });

  test('a lease that ran out without a mark is for its finder to judge', async () => {
    const message = await claimed();
    expect(await settleExpired(store.db, message.key, { state: 'ambiguous', now: 1 })).toBe(false);
    await expire(message);
    expect((await claimMessage(store.db, message, by('b'))).status).toBe('expired');
    expect((await expiredClaims(store.db, 100)).map(({ key }) => key)).toContain(message.key);
    expect(await leaseLeft(store.db, { id: message.id, owner: 'a' })).toBe(0);

    const lost = { state: 'ambiguous', reason: 'lease expired', now: 30 } as const;
    expect(await settleExpired(store.db, message.key, lost)).toBe(true);
    expect(await settleExpired(store.db, message.key, lost)).toBe(false);
    expect(await markMessage(store.db, { id: message.id, owner: 'a' }, sent)).toBe(false);
    expect((await claimMessage(store.db, message, by('b'))).message.state).toBe('ambiguous');
    expect(await ambiguous()).toContain(message.key);
  });

  describe('what may have reached them, and is to be sent again', () => {
    const again = { state: 'ambiguous', resend: true, reason: 'no answer', now: 20 } as const;
    const doubtful = async (): Promise<NewMessage> => {
      const message = await claimed();
      await markMessage(store.db, { id: message.id, owner: 'a' }, again);
      expect(await ambiguous()).toContain(message.key);
      return message;
    };
    const last = async ({ key }: NewMessage) => {
      const { state, resend, attempts } = (await readMessage(store.db, key)) ?? {};
      return [state, resend, attempts];
    };

    test('is ambiguous, claimable, and one attempt at a time', async () => {
      const message = await doubtful();
      expect((await claimMessage(store.db, message, by('b'))).status).toBe('claimed');
      expect((await claimMessage(store.db, message, by('c'))).status).toBe('joined');
      expect(await skipMessage(store.db, message, { reason: 'x', now: 1 })).toBe(false);
    });

    test.each([
      ['sent', ['sent', false, 2]],
      ['released', ['ambiguous', true, 2]],
      ['failed', ['ambiguous', false, 2]],
      ['ambiguous', ['ambiguous', false, 2]],
    ] as const)('the next attempt %s, it is %j', async (state, after) => {
      const message = await doubtful();
      await claimMessage(store.db, message, by('b'));
      await markMessage(store.db, { id: message.id, owner: 'b' }, { state, now: 30 });
      expect(await last(message)).toEqual(after);
      const status = after[1] ? 'claimed' : 'settled';
      expect((await claimMessage(store.db, message, by('c'))).status).toBe(status);
    });

    test('decided against, it stays ambiguous, with the reason, for good', async () => {
      const message = await doubtful();
      expect(await skipMessage(store.db, message, { reason: 'too late', now: 30 })).toBe(true);
      expect(await readMessage(store.db, message.key)).toMatchObject({
        state: 'ambiguous',
        reason: 'not sent again: too late',
        attempts: 1,
      });
      expect((await claimMessage(store.db, message, by('b'))).status).toBe('settled');
    });
  });

  test('a sender who is late but unjudged may still mark', async () => {
    const message = await claimed();
    await expire(message);
    expect(await markMessage(store.db, { id: message.id, owner: 'a' }, sent)).toBe(true);
  });

  test('a message decided against has a row with its reason; what was claimed stands', async () => {
    const message = newMessage(await enroll(store));
    const skip = { reason: 'no consent', now: 5 };
    expect(await skipMessage(store.db, { ...message, channel: null }, skip)).toBe(true);
    expect(await skipMessage(store.db, message, { reason: 'capped', now: 6 })).toBe(false);
    expect(await messagesOf(store.db, message.enrollment)).toEqual([
      expect.objectContaining({
        state: 'skipped',
        reason: 'no consent',
        channel: null,
        attempts: 0,
      }),
    ]);
    expect((await claimMessage(store.db, message, by('a'))).status).toBe('settled');
    const other = await claimed();
    expect(await skipMessage(store.db, other, skip)).toBe(false);
    await markMessage(store.db, { id: other.id, owner: 'a' }, { state: 'released', now: 7 });
    expect(await skipMessage(store.db, other, { reason: 'too late', now: 8 })).toBe(true);
    expect(await readMessage(store.db, other.key)).toMatchObject({ state: 'skipped', owner: null });
  });

  test('claims of late are counted over all journeys, whatever became of them, unless not handed over', async () => {
    const customer = await newCustomer(store);
    const send = async (message: Partial<NewMessage>, now: number, state?: 'sent' | 'released') => {
      const row = { ...newMessage(await enroll(store, { customer })), ...message };
      await claimMessage(store.db, row, by('a', now));
      if (state) await markMessage(store.db, { id: row.id, owner: 'a' }, { state, now });
    };
    await send({}, 10, 'sent');
    await send({ journey: 'win-back' }, 20);
    await send({}, 30, 'released');
    await send({ topic: 'orders' }, 40, 'sent');
    await send({ channel: 'sms' }, 50, 'sent');
    const at = async (since: number, of?: Parameters<typeof recentClaims>[3]) =>
      (await recentClaims(store.db, customer, since, of)).map(({ claimedAt }) => claimedAt);
    expect(await at(0)).toEqual([50, 40, 20, 10]);
    expect(await at(20, { topics: ['offers'] })).toEqual([50, 20]);
    expect(await at(0, { topics: ['offers'], channel: 'email' })).toEqual([20, 10]);
    expect(await at(51)).toEqual([]);
    expect((await countMessages(store.db)).sent).toBeGreaterThanOrEqual(3);
    expect(await ambiguousMessages(store.db, { limit: 1 })).toMatchObject({
      count: expect.any(Number) as number,
    });
  });
});
