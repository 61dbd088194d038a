import { sql } from 'kysely';
import { createApi, type ApiOptions } from '../../api';
import { catalog } from '../../catalog';
import type { Store } from '../../store';
import { openEmpty, type EmptyStore } from '../servers/stores';

export const WRITE_KEY = 'wk_0123456789abcdef';
export const OPERATOR_KEY = 'op_0123456789abcdef';
export const SECRET = 'a secret of the tests, long enough';

/** What the api logged: to be searched for what must not be there. */
export const logOf = () => {
  const lines: string[] = [];
  const write = (fields: object, message: string) =>
    lines.push(JSON.stringify({ ...fields, message }));
  return { lines, log: { info: write, warn: write, error: write } };
};

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
  readonly headers: Headers;
}

export const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

/** The api, listening, on an empty store of its own unless one is given. */
export async function startApi(changes: Partial<ApiOptions> = {}) {
  const { store, close }: EmptyStore = changes.store
    ? { store: changes.store, close: () => Promise.resolve() }
    : await openEmpty();
  const { lines, log } = logOf();
  const app = createApi({
    catalog,
    temporal: { ping: async () => undefined },
    secret: SECRET,
    writeKeys: [`shop:${WRITE_KEY}`],
    operatorKeys: [`ana:${OPERATOR_KEY}`],
    log,
    ...changes,
    store,
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });

  async function call(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(url + path, { method, redirect: 'manual', ...init });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('application/json') ?? false;
    return {
      status: response.status,
      body: isJson ? (JSON.parse(text) as unknown) : undefined,
      text,
      headers: response.headers,
    };
  }

  const json = (body: unknown, authorization: string): RequestInit => ({
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return {
    app,
    url,
    store,
    lines,
    call,
    track: (path: string, body: unknown, key = WRITE_KEY) =>
      call('POST', `/v1/${path}`, json(body, basic(key))),
    operate: (method: string, path: string, body?: unknown) =>
      call(
        method,
        path,
        body === undefined
          ? { headers: { authorization: `Bearer ${OPERATOR_KEY}` } }
          : json(body, `Bearer ${OPERATOR_KEY}`),
      ),
    async close() {
      await app.close();
      await close();
    },
  };
}
export type TestApi = Awaited<ReturnType<typeof startApi>>;

export const eventsOf = (store: Store) =>
  store.db.selectFrom('events').selectAll().orderBy('number').execute();
export const customersOf = (store: Store) => store.db.selectFrom('customers').selectAll().execute();

/** Empties a store: opening one for each test takes longer than the tests. */
export async function clear({ db }: Store): Promise<void> {
  await sql`truncate customers, identities, facts, consents, suppressions, events, due, enrollments,
    journey_pauses, steps, waits, messages, inquiries, releases, current_release, audit restart identity cascade`.execute(
    db,
  );
}
