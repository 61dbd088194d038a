import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { catalog } from '../../catalog';
import { createSmtpChannel } from '../../channels';
import type { Json } from '../../engine';
import { accept, newId, readRun, type RunDetail, type Store } from '../../store';
import { startWorker, type RunningWorker, type WorkerOptions } from '../../worker';
import { MailServer } from '../activities/mail-server';
import { openEmpty, type EmptyStore } from '../servers/stores';
import type { TestNamespace } from '../servers/temporal-namespace';
import { keepLinks, lendLinks, linksIn } from './links';

/** Lines a worker logged. */
export type Logged = { readonly level: string; readonly message: string; readonly fields: object };

/** Store, mail server and one worker, over a namespace of the test's own. */
export class Product {
  readonly mail = new MailServer();
  readonly logged: Logged[] = [];
  readonly cacheFolder = mkdtempSync(join(tmpdir(), 'perennial-worker-'));
  store!: Store;
  client!: Client;
  worker!: RunningWorker;
  #connection!: Connection;
  #smtp!: ReturnType<typeof createSmtpChannel>;
  #opened!: EmptyStore;

  constructor(
    readonly temporal: TestNamespace,
    private readonly options: Partial<WorkerOptions> & {
      journeys?: string;
      /** What is to be so before the worker starts. */
      before?: (store: Store) => Promise<void>;
    } = {},
  ) {}

  /** @param store - left out: an empty one of its own */
  async start(store?: Store): Promise<this> {
    this.#opened = store ? { store, close: () => store.close() } : await openEmpty();
    this.store = this.#opened.store;
    await this.options.before?.(this.store);
    const url = await this.mail.start();
    this.#smtp = createSmtpChannel({ url, from: 'Shop <hello@shop.example>' });
    this.#connection = await Connection.connect({ address: this.temporal.address });
    const { namespace } = this.temporal;
    this.client = new Client({ connection: this.#connection, namespace });
    await this.startWorker();
    return this;
  }

  async startWorker(
    more: Partial<WorkerOptions> & { journeys?: string } = {},
  ): Promise<RunningWorker> {
    const { journeys, before: _, ...options } = { ...this.options, ...more };
    lendLinks(this.cacheFolder);
    const level = (name: string) => (fields: object, message: string) =>
      void this.logged.push({ level: name, message, fields });
    this.worker = await startWorker({
      store: this.store,
      temporal: { address: this.temporal.address, namespace: this.temporal.namespace },
      activities: {
        catalog,
        channels: new Map([['email', this.#smtp]]),
        secret: 'a secret of the tests',
        publicUrl: 'http://localhost:8080',
      },
      cacheFolder: this.cacheFolder,
      log: { info: level('info'), warn: level('warn'), error: level('error') },
      grace: 5_000,
      ...(journeys !== undefined && {
        sources: {
          workflows: join(__dirname, 'journeys', journeys),
          templates: join(__dirname, '../../templates'),
        },
      }),
      ...options,
    });
    keepLinks(this.cacheFolder);
    return this.worker;
  }

  /** Path of a release that its worker serves, linked. */
  get linked(): string {
    const [linked] = linksIn(this.cacheFolder);
    if (linked === undefined) throw new Error('nothing is linked');
    return join(this.cacheFolder, linked);
  }

  async stop(): Promise<void> {
    await this.worker.stop();
    await this.#connection.close();
    await this.#smtp.close();
    await this.mail.stop();
    await this.#opened.close();
    rmSync(this.cacheFolder, { recursive: true, force: true });
  }

  /** Accepts one event of a customer, as the api does. */
  async track(
    userId: string,
    name: string,
    properties: Record<string, Json> = {},
    messageId = newId(),
  ): Promise<string> {
    const [answer] = await accept(this.store, [
      {
        ...{ source: 'test', messageId, type: 'track', userId, name, properties },
        traits: { email: `${userId}@example.com` },
      },
    ]);
    return answer?.id ?? '';
  }

  signUp(userId: string): Promise<string> {
    return this.track(userId, 'Signed Up', { source: 'web' });
  }

  /** The newest enrollment of a customer. */
  async run(userId: string): Promise<RunDetail> {
    const row = await this.store.db
      .selectFrom('enrollments')
      .innerJoin('identities', 'identities.customer', 'enrollments.customer')
      .select('enrollments.id')
      .where('identities.value', '=', userId)
      .where('enrollments.state', '<>', 'turned away')
      .orderBy('enrollments.event_number', 'desc')
      .executeTakeFirst();
    if (!row) throw new Error(`${userId} has no enrollment`);
    return readRun(this.store.db, row.id);
  }

  /** Waits until the newest run of a customer is as the test says. */
  until(userId: string, is: (run: RunDetail) => boolean): Promise<RunDetail> {
    return this.#look(() => this.run(userId), is);
  }

  /** The same of one run, whatever others the customer has. */
  untilRun(id: string, is: (run: RunDetail) => boolean): Promise<RunDetail> {
    return this.#look(() => readRun(this.store.db, id), is);
  }

  async #look(read: () => Promise<RunDetail>, is: (run: RunDetail) => boolean): Promise<RunDetail> {
    let last: RunDetail | undefined;
    const seen = await eventually(async () => {
      last = await read().catch(() => undefined);
      return last && is(last) ? last : undefined;
    });
    if (!seen) throw new Error(`never so: ${JSON.stringify(last)}`);
    return seen;
  }

  ended = (userId: string): Promise<RunDetail> =>
    this.until(userId, ({ state }) => state === 'ended');

  waiting = (userId: string): Promise<RunDetail> =>
    this.until(userId, ({ state, waiting }) => state === 'running' && waiting !== null);

  handle(run: { journey: string; id: string }) {
    return this.client.workflow.getHandle(`${run.journey}/${run.id}`);
  }
}

/** Looks until there is something, for a minute at most. */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined || Date.now() > deadline) return found;
    await sleep(20);
  }
}
