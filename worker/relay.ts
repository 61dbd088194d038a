import { placeOf, applyPending, type ApplyDeps, type Logger, type SpecSource } from '../activities';
import { TransientError } from '../engine';
import {
  countBehind,
  customersWithStarting,
  eventsToRing,
  inTransaction,
  leaseCustomers,
  liveEnrollments,
  lockCustomer,
  markRung,
  markRunning,
  newId,
  now,
  releaseAllCustomers,
  releaseCustomer,
  startingEnrollments,
  waitsOf,
  type Enrollment,
  type Store,
} from '../store';
import { bellsFor, type ToRing } from './bells';
import { Doze } from './doze';
import { isOurs } from './guard';
import { mend } from './mend';
import { runInputOf } from './run-input';
import type { Runs } from './runs';

const AT_ONCE = 20;
const LEASE_MS = 15_000;
const POLL_MS = 1_000;
const FIRST_BACKOFF_MS = 250;
const LAST_BACKOFF_MS = 15_000;
const LAST_PROBE_MS = 2_000;

const STOPPED = new Error('the worker stops');

const isOutage = (error: unknown): error is TransientError =>
  error instanceof TransientError && error.code === 'TEMPORAL_UNAVAILABLE';

const backoff = (failures: number, longest: number): number =>
  Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(failures - 1, 10), longest);

export interface RelayDeps {
  readonly store: Store;
  readonly runs: Runs;
  readonly apply: ApplyDeps;
  readonly specs: SpecSource;
  readonly log: Logger;
  /** Whether a virtual day is shorter than a real one. */
  readonly scaled: boolean;
  readonly historyLimit?: number;
}

/** What is to be done for one customer, once it is committed. */
interface Errand {
  readonly customer: string;
  readonly starting: readonly Enrollment[];
  readonly rings: readonly ToRing[];
  /** Ids of the events that are then done, and the number up to which all were looked at. */
  readonly events: readonly string[];
  readonly upTo: number;
  /** Events that no release can be asked about yet. */
  readonly waits: boolean;
}

/**
 * Works off accepted events, customer by customer and in order: applies them in one transaction, then starts and
 * rings runs with none open, then notes that they are done. A crash anywhere repeats what is harmless to repeat.
 */
export class Relay {
  readonly #owner = newId('relay-');
  readonly #busy = new Set<Promise<void>>();
  readonly #doze = new Doze();
  #stopped = false;
  readonly #failures = new Map<string, number>();
  /** How often Temporal was found not to answer, one time after the other. */
  #outage = 0;
  #loop: Promise<void> | undefined;

  constructor(private readonly deps: RelayDeps) {}

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Look now. */
  wake(): void {
    this.#doze.wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#loop;
    await Promise.all(this.#busy);
  }

  /** Resolves once nothing is left to work off. */
  async idle(): Promise<void> {
    for (;;) {
      const { db } = this.deps.store;
      const behind = await countBehind(db);
      const starting = await customersWithStarting(db, 1);
      if (behind === 0 && starting.length === 0 && this.#busy.size === 0) return;
      this.wake();
      await new Doze().sleep(20);
    }
  }

  async #run(): Promise<void> {
    // A store that takes one process at a time has no other relay: its leases are of one that died.
    const { kind, db } = this.deps.store;
    if (kind === 'pglite') await releaseAllCustomers(db).catch(() => undefined);
    while (!this.#stopped) {
      try {
        if (this.#outage > 0) await this.#sitOut();
        const leased = await this.#lease();
        this.#failures.delete('');
        for (const customer of leased) this.#begin(customer);
        if (this.#busy.size >= AT_ONCE) await Promise.race(this.#busy);
        else if (leased.length === 0) await this.#doze.sleep(POLL_MS);
      } catch (error) {
        await this.#doze.sleep(this.#failed('', error));
      }
    }
  }

  /** Nobody is leased while Temporal does not answer; asking for one thing tells when it is back. */
  async #sitOut(): Promise<void> {
    for (; this.#outage > 0 && !this.#stopped; this.#outage++) {
      await this.#doze.sleep(backoff(this.#outage, LAST_PROBE_MS));
      try {
        await this.deps.runs.ping();
        this.#outage = 0;
        this.deps.log.info({}, 'Temporal answers again');
        return;
      } catch (error) {
        if (!isOutage(error)) throw error;
      }
    }
  }

  async #lease(): Promise<string[]> {
    const room = AT_ONCE - this.#busy.size;
    return leaseCustomers(this.deps.store.db, this.#owner, room, LEASE_MS);
  }

  #begin(customer: string): void {
    const work = this.#workOff(customer).finally(() => this.#busy.delete(work));
    this.#busy.add(work);
  }

  async #workOff(customer: string): Promise<void> {
    const { db } = this.deps.store;
    try {
      const errand = await this.#apply(customer);
      await this.#start(errand.starting);
      await this.#ring(errand.rings);
      if (errand.upTo > 0) await markRung(db, errand.customer, { ...errand, at: await now(db) });
      const again = errand.waits ? { again: POLL_MS } : {};
      // What came while the customer was ours was heard of already, and passed over.
      if (await releaseCustomer(db, this.#owner, customer, again)) this.wake();
      this.#failures.delete(customer);
    } catch (error) {
      await releaseCustomer(db, this.#owner, customer, {
        again: this.#failed(customer, error),
      }).catch(
        () => undefined, // The lease runs out by itself.
      );
    }
  }

  /** The one transaction. What it answers is read in it, under the customer's lock. */
  async #apply(customer: string): Promise<Errand> {
    const { store, apply, specs } = this.deps;
    return inTransaction(store, async (tx) => {
      const locked = await applyPending(tx, await lockCustomer(tx, customer), apply);
      const events = await eventsToRing(tx, locked.id);
      const live = await liveEnrollments(tx, locked.id);
      const fields = new Map<string, string | undefined>();
      for (const { id, release, journey } of live) {
        const spec = (await specs.of(tx, release)).find((one) => one.id === journey);
        fields.set(id, spec?.per);
      }
      const waits = events.length > 0 ? await waitsOf(tx, locked.id) : [];
      return {
        customer: locked.id,
        starting: await startingEnrollments(tx, { customer: locked.id }),
        rings:
          events.length > 0
            ? bellsFor({ live, waits, events, perField: ({ id }) => fields.get(id) })
            : [],
        events: events.map(({ id }) => id),
        upTo: locked.applied,
        waits: locked.applied < locked.arrived,
      };
    });
  }

  async #start(starting: readonly Enrollment[]): Promise<void> {
    const { store, runs, specs, scaled, historyLimit } = this.deps;
    for (const enrollment of starting) {
      this.#mayGoOn();
      const journeys = await specs.of(store.db, enrollment.release);
      const spec = journeys.find(({ id }) => id === enrollment.journey);
      const input = runInputOf(enrollment, spec, {
        scaled,
        ...(historyLimit !== undefined && { historyLimit }),
      });
      await runs.start(input, spec?.title ?? enrollment.journey);
      await markRunning(store.db, [enrollment]);
    }
  }

  async #ring(rings: readonly ToRing[]): Promise<void> {
    for (const { run, bell } of rings) {
      this.#mayGoOn();
      const heard = await this.deps.runs.ring({ journey: run.journey, enrollment: run.id }, bell);
      if (!heard) await mend(this.deps, run);
    }
  }

  /** What is left when the worker stops, the next one does. */
  #mayGoOn(): void {
    if (this.#stopped) throw STOPPED;
  }

  /** @returns real ms to leave the customer alone; `''`: all of them */
  #failed(customer: string, error: unknown): number {
    if (error === STOPPED) return 0;
    if (isOutage(error)) {
      if (this.#outage++ === 0) {
        this.deps.log.warn({ error: error.message }, 'events will be worked off later');
      }
      return FIRST_BACKOFF_MS;
    }
    const failures = (this.#failures.get(customer) ?? 0) + 1;
    this.#failures.set(customer, failures);
    if (failures === 1 || failures % 20 === 0) {
      const why = isOurs(error)
        ? { code: error.code, error: error.message }
        : { at: placeOf(error) };
      this.deps.log.warn({ customer, failures, ...why }, 'events will be worked off later');
    }
    return backoff(failures, LAST_BACKOFF_MS);
  }
}
