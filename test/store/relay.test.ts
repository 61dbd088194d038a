import { sql } from 'kysely';
import {
  countBehind,
  customersWithStarting,
  inTransaction,
  leaseCustomers,
  lockCustomer,
  markApplied,
  eventsToRing,
  markRung,
  markRunning,
  releaseCustomer,
  type Store,
} from '../../store';
import { eachStore } from '../servers/stores';
import { eventsOf, enroll, newCustomer } from './seeds';

eachStore((open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  /** Works off all that there is, so that each test begins with nothing behind. */
  const workOff = async (customer: string) => {
    const [newest] = await eventsOf(store.db, customer, 1);
    await inTransaction(store, async (tx) => {
      const locked = await lockCustomer(tx, customer);
      await markApplied(tx, customer, newest?.number ?? 0, locked.now);
      const events = (await eventsToRing(tx, customer)).map(({ id }) => id);
      await markRung(tx, customer, { events, upTo: newest?.number ?? 0, at: locked.now });
    });
  };
  const lease = (owner: string, limit = 10) => leaseCustomers(store.db, owner, limit, 60_000);

  test('customers with events are leased to one at a time, longest waiting first', async () => {
    const customers = [
      await newCustomer(store),
      await newCustomer(store),
      await newCustomer(store),
    ];
    expect(await countBehind(store.db)).toBe(3);
    expect((await lease('a', 2)).sort()).toEqual(customers.slice(0, 2).sort());
    expect(await lease('b')).toEqual([customers[2]]);
    expect(await lease('c')).toEqual([]);
    for (const customer of customers) {
      await workOff(customer);
      await releaseCustomer(store.db, 'a', customer);
      await releaseCustomer(store.db, 'b', customer);
    }
    expect(await lease('c')).toEqual([]);
    expect(await countBehind(store.db)).toBe(0);
  });

  test('only the owner gives a lease back, at once or for later', async () => {
    const customer = await newCustomer(store);
    await lease('a');
    await releaseCustomer(store.db, 'b', customer);
    expect(await lease('c')).toEqual([]);
    await releaseCustomer(store.db, 'a', customer);
    expect(await lease('c')).toEqual([customer]);
    await releaseCustomer(store.db, 'c', customer, { again: 60_000 });
    expect(await lease('d')).toEqual([]);
    await sql`update customers set relay_until = clock_timestamp() where id = ${customer}`.execute(
      store.db,
    );
    expect(await lease('d')).toEqual([customer]);
    await workOff(customer);
    await releaseCustomer(store.db, 'd', customer);
  });

  test('a dead owner’s lease runs out', async () => {
    const customer = await newCustomer(store);
    expect(await leaseCustomers(store.db, 'a', 10, 0)).toEqual([customer]);
    expect(await lease('b')).toEqual([customer]);
    await workOff(customer);
    await releaseCustomer(store.db, 'b', customer);
  });

  test('so are customers whose runs are yet to be started', async () => {
    const customer = await newCustomer(store);
    await workOff(customer);
    const { id } = await enroll(store, { customer });
    await enroll(store, { customer });
    expect(await customersWithStarting(store.db, 10)).toEqual([customer]);
    expect(await lease('a')).toEqual([customer]);
    expect(await lease('b')).toEqual([]);
    await releaseCustomer(store.db, 'a', customer);
    await markRunning(store.db, [{ id, generation: 0 }]);
    expect(await lease('a')).toEqual([customer]);
  });
});
