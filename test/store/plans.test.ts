import { sql } from 'kysely';
import { Client } from 'pg';
import { inTransaction, pausedJourneys, pauseJourney } from '../../store';
import { onPostgres } from '../servers/stores';

onPostgres((open, url) => {
  test('a connection plans a statement once, however often it is asked', async () => {
    const store = await open();
    const prepared = await inTransaction(store, async (tx) => {
      for (let i = 0; i < 3; i++) await pausedJourneys(tx);
      const { rows } = await sql<{ name: string }>`
        select name from pg_prepared_statements where statement like '%journey_pauses%' and statement not like '%like%'`.execute(
        tx,
      );
      return rows;
    });
    expect(prepared).toHaveLength(1);
  });

  test('after a change to the table a plan is out of date: that is transient, and the next connection plans anew', async () => {
    const store = await open();
    await inTransaction(store, (tx) => pauseJourney(tx, 'welcome', { by: 'test', at: 1 }));
    await inTransaction(store, async (tx) => {
      for (let i = 0; i < 6; i++) await pausedJourneys(tx);
    });
    const other = new Client({ connectionString: url() });
    await other.connect();
    await other.query('alter table journey_pauses add column note text');
    await other.end();
    await expect(pausedJourneys(store.db)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await pausedJourneys(store.db)).toMatchObject([{ journey: 'welcome', by: 'test' }]);
  });
});
