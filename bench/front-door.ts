import Fastify from 'fastify';
import { Pool } from 'pg';
import { newId } from '../store';
import { spreadOf, type Spread } from './figures';
import { apiOf, HEADERS } from './latency';
import type { Place } from './place';

export type Door = 'perennial' | 'bare';

interface Batch {
  readonly batch: readonly object[];
}
/** One batch in flight at a time from each. */
const CLIENTS = 4;
const EVENTS_PER_BATCH = 100;

function batches(events: number, customers: number): Batch[] {
  const users = Array.from({ length: customers }, () => newId('u'));
  return Array.from({ length: events / EVENTS_PER_BATCH }, (_, number) => ({
    batch: Array.from({ length: EVENTS_PER_BATCH }, (__, place) => ({
      ...{ type: 'track', messageId: newId(), event: 'Order Completed' },
      userId: users[(number * EVENTS_PER_BATCH + place) % customers],
      properties: { order_id: newId(), total: 10, products: [] },
    })),
  }));
}

async function post(url: string, all: readonly Batch[]): Promise<void> {
  const left = [...all];
  const client = async (): Promise<void> => {
    for (let batch = left.shift(); batch; batch = left.shift()) {
      const init = { method: 'POST', headers: HEADERS, body: JSON.stringify(batch) };
      const { status } = await fetch(`${url}/v1/batch`, init);
      if (status !== 200) throw new Error(`the door answered ${String(status)}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

/** The least that keeps a batch: one route, one insert of many rows, nothing looked at. */
async function openBare(databaseUrl: string) {
  const pool = new Pool({ connectionString: databaseUrl, max: CLIENTS });
  await pool.query('create table if not exists bare (id text primary key, body jsonb not null)');
  const app = Fastify();
  app.post<{ Body: { batch: { messageId: string }[] } }>('/v1/batch', async ({ body }) => {
    const rows = body.batch.map((one) => ({ id: one.messageId, body: one }));
    await pool.query(
      'insert into bare select id, body from jsonb_to_recordset($1::jsonb) as b(id text, body jsonb) on conflict do nothing',
      [JSON.stringify(rows)],
    );
    return { success: true };
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const close = async (): Promise<void> => {
    await app.close();
    await pool.end();
  };
  return { url, close };
}

/** Events a second that are accepted, and applied to their customers' facts; beside those that are only kept. */
export async function frontDoor(
  place: Place,
  { rounds, events, customers }: { rounds: number; events: number; customers: number },
): Promise<{ perSecond: Record<Door, Spread>; ratio: Spread }> {
  const api = apiOf(place);
  const url = await api.listen({ port: 0, host: '127.0.0.1' });
  const bare = await openBare(place.databaseUrl);
  const work: Record<Door, (all: readonly Batch[]) => Promise<void>> = {
    perennial: async (all) => {
      await post(url, all);
      await place.idle();
    },
    bare: (all) => post(bare.url, all),
  };
  const figures: Record<Door, number[]> = { perennial: [], bare: [] };
  const doors: Door[] = ['perennial', 'bare'];
  for (const door of doors) await work[door](batches(EVENTS_PER_BATCH, 10));
  for (let number = 0; number < rounds; number++) {
    for (const door of number % 2 === 0 ? doors : [...doors].reverse()) {
      const all = batches(events, customers);
      const began = performance.now();
      await work[door](all);
      figures[door].push((events / (performance.now() - began)) * 1_000);
    }
  }
  await bare.close();
  await api.close();
  return {
    perSecond: { perennial: spreadOf(figures.perennial), bare: spreadOf(figures.bare) },
    ratio: spreadOf(figures.perennial.map((one, n) => one / (figures.bare[n] ?? Number.NaN))),
  };
}
