import { sql } from 'kysely';
import { TransientError } from '../../engine';
import { accept, CHANNELS, inTransaction, openStore, type Store } from '../../store';
import { describeWith } from '../servers/needs';
import { startPostgres, type PostgresServer } from '../servers/postgres';
import { eachStore, onPostgres } from '../servers/stores';
import { eventById, incoming } from './seeds';

const unavailable = { name: 'TransientError', code: 'DATABASE_UNAVAILABLE' };

describeWith('postgres')('a database that goes away', () => {
  let server: PostgresServer;
  let store: Store;
  beforeAll(async () => {
    server = await startPostgres();
    store = await openStore({ databaseUrl: server.url });
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  test('is said to be unavailable by every door, and served again once it is back', async () => {
    const event = incoming();
    const startAgain = await server.halt();
    await expect(store.ping()).rejects.toMatchObject(unavailable);
    await expect(accept(store, [event])).rejects.toMatchObject(unavailable);
    await expect(eventById(store.db, 'x')).rejects.toMatchObject(unavailable);
    await expect(
      inTransaction(store, () => Promise.reject(new Error('not asked'))),
    ).rejects.toMatchObject(unavailable);
    await expect(openStore({ databaseUrl: server.url })).rejects.toMatchObject(unavailable);
    await expect(store.withAdvisoryLock('x', async () => 1)).rejects.toMatchObject(unavailable);
    await startAgain();
    await store.ping();
    const [accepted] = await accept(store, [event]);
    expect(accepted?.duplicate).toBe(false);
  });

  test('fails the transaction that was open, and nothing of it is kept', async () => {
    const event = incoming();
    let startAgain = async (): Promise<void> => undefined;
    const lost = inTransaction(store, async (tx) => {
      await sql`insert into identities (kind, value, customer) values ('user', 'lost', 'x')`.execute(
        tx,
      );
      startAgain = await server.halt();
      await sql`select 1`.execute(tx);
    });
    await expect(lost).rejects.toBeInstanceOf(TransientError);
    await startAgain();
    const { rows } = await sql`select 1 from identities where value = 'lost'`.execute(store.db);
    expect(rows).toEqual([]);
    expect((await accept(store, [event]))[0]?.duplicate).toBe(false);
  });

  test('is listened to again when it is back, and listeners are told to look', async () => {
    const heard: string[] = [];
    let wake = (): void => undefined;
    const until = async (wanted: () => boolean) => {
      while (!wanted()) await new Promise<void>((resolve) => (wake = resolve));
    };
    const stop = await store.listen(CHANNELS.events, (payload) => {
      heard.push(payload);
      wake();
    });
    await (
      await server.halt()
    )();
    await until(() => heard.includes(''));
    const [accepted] = await accept(store, [incoming()]);
    await until(() => heard.includes(accepted?.customer ?? '-'));
    await stop();
  });
});

onPostgres((open) => {
  test('stores that open an empty database at once all find it migrated', async () => {
    const stores = await Promise.all([open(), open(), open(), open()]);
    await Promise.all(stores.map((store) => accept(store, [incoming()])));
  });

  test('the schema of a newer version is refused, and what is not known is named', async () => {
    const store = await open();
    await sql`insert into perennial_migrations values ('9999-later', '')`.execute(store.db);
    await expect(open()).rejects.toMatchObject({
      code: 'SCHEMA_NEWER',
      details: { migration: '9999-later' },
    });
    await sql`delete from perennial_migrations where name = '9999-later'`.execute(store.db);
    await expect(open()).resolves.toBeDefined();
  });

  test('a lock that another store holds is not waited for, and its loss is told', async () => {
    const [one, two] = [await open(), await open()];
    let told: AbortSignal | undefined;
    const outcome = await one.withAdvisoryLock('sweep', async (lost) => {
      expect(await two.withAdvisoryLock('sweep', async () => 'both')).toBeUndefined();
      expect(await two.withAdvisoryLock('other', async () => 'other')).toBe('other');
      told = lost;
      const aborted = new Promise((resolve) => lost.addEventListener('abort', resolve));
      await sql`
        select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted`.execute(
        two.db,
      );
      await aborted;
      return 'done';
    });
    expect(outcome).toBe('done');
    expect(told?.aborted).toBe(true);
    expect(await two.withAdvisoryLock('sweep', async () => 'mine')).toBe('mine');
  });
});

eachStore((open) => {
  test('a lock is held by one at a time within a store too, and given back', async () => {
    const store = await open();
    const inner = await store.withAdvisoryLock('sweep', () =>
      store.withAdvisoryLock('sweep', async () => 'both'),
    );
    expect(inner).toBeUndefined();
    await expect(
      store.withAdvisoryLock('sweep', () => Promise.reject(new Error('its own fault'))),
    ).rejects.toThrow('its own fault');
    expect(await store.withAdvisoryLock('sweep', async () => 'free')).toBe('free');
  });

  test('an error of the work itself passes as it is, and its transaction is undone', async () => {
    const store = await open();
    const fault = inTransaction(store, async (tx) => {
      await sql`insert into identities (kind, value, customer) values ('user', 'undone', 'x')`.execute(
        tx,
      );
      throw new Error('its own fault');
    });
    await expect(fault).rejects.toThrow('its own fault');
    const { rows } = await sql`select 1 from identities where value = 'undone'`.execute(store.db);
    expect(rows).toEqual([]);
    await expect(sql`select nothing`.execute(store.db)).rejects.toMatchObject({ code: '42703' });
  });

  test('closed, a store says that it is unavailable', async () => {
    const store = await open();
    await store.close();
    await expect(store.ping()).rejects.toMatchObject(unavailable);
    await store.close();
  });
});
