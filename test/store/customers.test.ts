import {
  accept,
  addressHash,
  eraseCustomer,
  inTransaction,
  lockCustomer,
  lockHolders,
  newId,
  readConsents,
  readCustomer,
  readEnrollment,
  readFacts,
  writeDue,
  setVerdict,
  suppress,
  suppressedAmong,
  takeDue,
  unsuppress,
  writeConsents,
  writeFacts,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';
import { eventsOf, enroll, incoming, newCustomer } from './seeds';

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });

  test('a customer who does not exist is unknown', async () => {
    await expect(inTransaction(store, (tx) => lockCustomer(tx, 'nobody'))).rejects.toMatchObject({
      code: 'CUSTOMER_UNKNOWN',
      details: { customer: 'nobody' },
    });
    expect(await readCustomer(store.db, 'nobody')).toBeUndefined();
  });

  test('facts are kept by name; what is not named stays', async () => {
    const customer = await newCustomer(store);
    await writeFacts(store.db, customer, { orders: 1, 'last-order': { at: 5 } });
    await writeFacts(store.db, customer, { orders: 2, none: null });
    await writeFacts(store.db, customer, {});
    expect(await readFacts(store.db, customer)).toEqual({
      orders: 2,
      'last-order': { at: 5 },
      none: null,
    });
  });

  test('the later consent stands, by topic and channel', async () => {
    const customer = await newCustomer(store);
    const offers = { topic: 'offers', channel: 'email' };
    await writeConsents(store.db, customer, [{ ...offers, granted: true }], {
      at: 1,
      source: 'form',
    });
    await writeConsents(
      store.db,
      customer,
      [
        { ...offers, granted: false },
        { topic: 'orders', channel: 'email', granted: true },
      ],
      { at: 2, source: 'page' },
    );
    const consents = await readConsents(store.db, customer);
    expect(consents.find(({ topic }) => topic === 'offers')).toEqual({
      ...offers,
      granted: false,
      at: 2,
      source: 'page',
    });
    expect(consents).toHaveLength(2);
  });

  test('an address is suppressed by its hash, whatever its case; the first reason stays', async () => {
    const hash = addressHash('secret', 'email', 'Zoe@Example.com ');
    expect(hash).toBe(addressHash('secret', 'email', 'zoe@example.com'));
    expect(hash).not.toBe(addressHash('other', 'email', 'zoe@example.com'));
    const row = { channel: 'email', addressHash: hash, now: 1 };
    await suppress(store.db, { ...row, reason: 'bounced' });
    await suppress(store.db, { ...row, reason: 'complained' });
    const both = [row, { channel: 'sms', addressHash: hash }];
    expect(await suppressedAmong(store.db, both)).toEqual([
      { channel: 'email', topic: null, reason: 'bounced', at: 1 },
    ]);
    await unsuppress(store.db, 'email', hash);
    expect(await suppressedAmong(store.db, both)).toEqual([]);
    expect(await suppressedAmong(store.db, [])).toEqual([]);
  });

  test('who has an address is found however it is written', async () => {
    const email = `${newId()}@Example.com`;
    const customer = await newCustomer(store, { traits: { email } });
    const holders = (address: string) =>
      inTransaction(store, (tx) => lockHolders(tx, 'email', address));
    expect(await holders(` ${email.toUpperCase()} `)).toEqual([customer]);
    expect(await holders(`x${email}`)).toEqual([]);
  });

  test('erasure leaves nothing personal, ends the runs, and keeps what is suppressed', async () => {
    const [userId, email] = [newId(), 'zoe@example.com'];
    const event = incoming({
      userId,
      properties: { email },
      traits: { email, phone: '+15550100' },
    });
    const [accepted] = await accept(store, [event]);
    const customer = accepted?.customer ?? '';
    await writeFacts(store.db, customer, { orders: 1 });
    await writeDue(store.db, [{ customer, trigger: 'win-back/0', at: 1 }]);
    await writeConsents(
      store.db,
      customer,
      [{ topic: 'offers', channel: 'email', granted: true }],
      { at: 1, source: 'form' },
    );
    const live = await enroll(store, { customer });
    const away = await enroll(store, { customer, state: 'turned away', reason: 'too soon' });
    await setVerdict(store.db, live.id, 'converted');
    const hash = addressHash('secret', 'email', email);
    await suppress(store.db, { channel: 'email', addressHash: hash, reason: 'bounced', now: 1 });

    const rung = await inTransaction(store, async (tx) => {
      const locked = await lockCustomer(tx, customer);
      return eraseCustomer(tx, customer, { at: locked.now, secret: 'secret' });
    });

    expect(rung).toEqual([live.id]);
    expect((await readEnrollment(store.db, live.id))?.verdict).toBe('erased');
    expect((await readEnrollment(store.db, away.id))?.verdict).toBeNull();
    const erased = await readCustomer(store.db, customer);
    expect(erased).toMatchObject({ traits: {}, email: null, phone: null, timeZone: null });
    expect(erased?.erasedAt).not.toBeNull();
    expect((await eventsOf(store.db, customer)).map(({ properties }) => properties)).toEqual([{}]);
    expect(await readFacts(store.db, customer)).toEqual({});
    expect(await readConsents(store.db, customer)).toEqual([]);
    expect((await takeDue(store.db, 10, 10)).filter((due) => due.customer === customer)).toEqual(
      [],
    );
    const suppressed = await suppressedAmong(store.db, [{ channel: 'email', addressHash: hash }]);
    expect(suppressed).toMatchObject([{ topic: null, reason: 'bounced' }]);

    // The same event again is still a duplicate; a new one of the same user is a new customer.
    expect((await accept(store, [event]))[0]).toMatchObject({ customer, duplicate: true });
    expect(await newCustomer(store, { userId })).not.toBe(customer);
  });
});
