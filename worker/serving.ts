import { Worker, type NativeConnection } from '@temporalio/worker';
import { placeOf, type Logger } from '../activities';
import { currentRelease, openReleases, readRelease, type Store } from '../store';
import { dropLinks, linkRelease } from './link';
import { ACTIVITY_QUEUE, queueOf } from './runtime/wire';
import { sdkLogger } from './sdk-log';

/** A worker whose share of the cache is this many times too large is set up anew. */
const TOO_LARGE = 2;
const LEAST_CACHE = 20;
const QUEUE_SLOTS = 1_000;

export interface ServingDeps {
  readonly store: Store;
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly local: object;
  readonly ordinary: object;
  readonly cacheFolder: string;
  readonly cachedWorkflows: number;
  readonly grace: number;
  readonly linger: number;
  readonly log: Logger;
}

interface Served {
  readonly worker: Worker;
  readonly cache: number;
  readonly over: Promise<void>;
  /** Since when it has had no open enrollment. Real ms. */
  drained?: number;
}

/**
 * The Temporal workers of this process: one for each release that new runs begin on or old ones are on, and one
 * for ordinary activities.
 */
export class Serving {
  readonly #served = new Map<string, Served>();
  #activities: { worker: Worker; over: Promise<void> } | undefined;
  #current: string | undefined;
  #turn: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(private readonly deps: ServingDeps) {}

  /** The current one first. */
  releases(): string[] {
    const served = [...this.#served.keys()];
    return served.sort((a, b) => Number(b === this.#current) - Number(a === this.#current));
  }

  /** Brings the workers in line with the store. One at a time. */
  refresh(): Promise<void> {
    const turn = this.#turn.then(() => (this.#stopped ? undefined : this.#refresh()));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#turn;
    const all = [...this.#served.values(), ...(this.#activities ? [this.#activities] : [])];
    await Promise.all(all.map(({ worker, over }) => this.#shutDown(worker, over)));
    this.#served.clear();
  }

  async #refresh(): Promise<void> {
    this.#activities ??= await this.#serveActivities();
    const { db } = this.deps.store;
    this.#current = (await currentRelease(db))?.id;
    const open = new Set((await openReleases(db)).map(({ id }) => id));
    if (this.#current !== undefined) open.add(this.#current);
    await this.#letGo(open);
    const cache = Math.max(
      LEAST_CACHE,
      Math.floor(
        this.deps.cachedWorkflows / Math.max(1, new Set([...open, ...this.#served.keys()]).size),
      ),
    );
    const before = this.#served.size;
    for (const release of open) await this.#serve(release, cache);
    if (this.#served.size > before) await dropLinks(this.deps.cacheFolder, this.releases());
  }

  async #letGo(open: ReadonlySet<string>): Promise<void> {
    for (const [release, served] of this.#served) {
      if (open.has(release)) delete served.drained;
      else served.drained ??= Date.now();
      if (served.drained === undefined || Date.now() - served.drained < this.deps.linger) continue;
      this.#served.delete(release);
      await this.#shutDown(served.worker, served.over);
      this.deps.log.info({ release }, 'a release was let go: none of its runs is open');
    }
  }

  /** One release that cannot be served must not keep the others from being. */
  async #serve(release: string, cache: number): Promise<void> {
    const present = this.#served.get(release);
    if (present && present.cache <= cache * TOO_LARGE) return;
    try {
      const stored = await readRelease(this.deps.store.db, release);
      if (!stored) return this.deps.log.error({ release }, 'a release is not in the store');
      const codePath = await linkRelease(stored, this.deps.cacheFolder, sdkLogger(this.deps.log));
      if (present) {
        this.#served.delete(release);
        await this.#shutDown(present.worker, present.over);
      }
      const worker = await this.#workerOf(release, codePath, cache);
      this.#served.set(release, { worker, cache, over: this.#run(worker, release) });
      this.deps.log.info({ release, cache }, 'a release is served');
    } catch (error) {
      this.deps.log.error(
        { release, error: (error as Error).message },
        'a release cannot be served; trying again',
      );
    }
  }

  #workerOf(release: string, codePath: string, cache: number): Promise<Worker> {
    return Worker.create({
      ...this.#common(),
      taskQueue: queueOf(release),
      workflowBundle: { codePath },
      activities: this.deps.local,
      enableNonLocalActivities: false,
      maxCachedWorkflows: cache,
      workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 4, maximum: 40 },
    });
  }

  async #serveActivities(): Promise<{ worker: Worker; over: Promise<void> }> {
    const worker = await Worker.create({
      ...this.#common(),
      taskQueue: ACTIVITY_QUEUE,
      activities: this.deps.ordinary,
      // Most only stand in line for a provider that is slow: they must not stand in the way of another's.
      maxConcurrentActivityTaskExecutions: QUEUE_SLOTS,
      activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 2, maximum: 20 },
    });
    const over = this.#run(worker, undefined);
    return { worker, over };
  }

  #common() {
    const { connection, namespace, grace } = this.deps;
    return { connection, namespace, shutdownGraceTime: grace, shutdownForceTime: grace + 5_000 };
  }

  /** A worker that gives up by itself is set up anew at the next refresh. */
  async #run(worker: Worker, release: string | undefined): Promise<void> {
    try {
      await worker.run();
    } catch (error) {
      this.deps.log.error(
        { release, at: placeOf(error), error: (error as Error).message },
        'a worker failed',
      );
    }
    if (this.#stopped) return;
    if (release === undefined) this.#activities = undefined;
    else if (this.#served.get(release)?.worker === worker) this.#served.delete(release);
  }

  async #shutDown(worker: Worker, over: Promise<void>): Promise<void> {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await over;
  }
}
