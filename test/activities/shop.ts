import { sql } from 'kysely';
import {
  applyPending,
  createActivities,
  storedSpecs,
  storedTemplates,
  type Activities,
  type ActivityDeps,
  type ApplyDeps,
} from '../../activities';
import type { ChannelPort } from '../../channels';
import type { Channel, Instant, Json, RunContext, Step } from '../../engine';
import {
  accept,
  inTransaction,
  listRuns,
  lockCustomer,
  newId,
  now,
  readRun,
  saveRelease,
  setCurrentRelease,
  startClock,
  type Incoming,
  type RunDetail,
  type RunSummary,
  type Store,
} from '../../store';
import { catalog, journeys, sources } from './catalog';

export const SECRET = 'a secret of this test';
export const DAY = 86_400_000;
export const RELEASE = 'release-1';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const applyDeps = (): ApplyDeps => ({
  catalog,
  secret: SECRET,
  specs: storedSpecs(),
  log: silent,
});

/** A shop over a real store: its customers, what they do, and the runs that this starts. */
export class Shop {
  private constructor(readonly store: Store) {}

  static async open(store: Store, origin: Instant = Date.UTC(2026, 2, 2, 12)): Promise<Shop> {
    await startClock(store.db, { origin });
    await saveRelease(store.db, {
      id: RELEASE,
      createdAt: origin,
      journeys,
      code: '',
      templates: sources,
    });
    await setCurrentRelease(store.db, RELEASE);
    return new Shop(store);
  }

  activities(channels: readonly ChannelPort[] = [], given: Partial<ActivityDeps> = {}): Activities {
    return createActivities({
      store: this.store,
      catalog,
      channels: new Map<Channel, ChannelPort>(channels.map((port) => [port.channel, port])),
      templates: storedTemplates(this.store, catalog),
      secret: SECRET,
      publicUrl: 'https://shop.example.com',
      log: silent,
      laneSlots: 2,
      ...given,
    });
  }

  /** @returns the customer's id */
  async customer(traits: Record<string, Json> = {}): Promise<string> {
    const all = { email: `${newId()}@example.com`, ...traits };
    return this.accepted({ type: 'identify', name: '', userId: newId(), traits: all });
  }

  async accepted(event: Partial<Incoming>): Promise<string> {
    const whole = { source: 'test', messageId: newId(), type: 'track', name: '', properties: {} };
    const [one] = await accept(this.store, [{ ...whole, ...event } as Incoming]);
    return one?.customer ?? '';
  }

  /** Something the customer does. @returns the event's id */
  async does(
    customer: string,
    name: string,
    properties: Record<string, Json> = {},
    rest: Partial<Incoming> = {},
  ): Promise<string> {
    const whole = { source: 'test', messageId: newId(), type: 'track' } as const;
    const [one] = await accept(this.store, [{ ...whole, customer, name, properties, ...rest }]);
    return one?.id ?? '';
  }

  /** What the relay does first. */
  async apply(customer: string, deps: ApplyDeps = applyDeps()): Promise<void> {
    await inTransaction(this.store, async (tx) => {
      await applyPending(tx, await lockCustomer(tx, customer), deps);
    });
  }

  /** Enrollments of a customer, the first first. */
  async runs(customer: string, journey?: string): Promise<RunSummary[]> {
    const { runs } = await listRuns(this.store.db, { customer, ...(journey && { journey }) });
    return runs.sort((one, other) => one.eventNumber - other.eventNumber);
  }

  async run({ enrollment }: RunContext): Promise<RunDetail> {
    return readRun(this.store.db, enrollment);
  }

  /** A customer who signed up and is in the journey. */
  async enrolled(
    traits: Record<string, Json> = {},
    journey = 'welcome',
    entry: { name: string; properties: Record<string, Json> } = {
      name: 'Signed Up',
      properties: { source: 'web' },
    },
  ): Promise<RunContext> {
    const customer = await this.customer(traits);
    await this.does(customer, entry.name, entry.properties);
    await this.apply(customer);
    const [run] = await this.runs(customer, journey);
    if (!run) throw new Error('not enrolled');
    const per = journeys.find(({ id }) => id === journey)?.per;
    return {
      enrollment: run.id,
      generation: 0,
      journey,
      customer,
      release: run.release,
      ...(per && { per: { field: per, value: JSON.parse(run.per) as string } }),
    };
  }

  async now(): Promise<Instant> {
    return now(this.store.db);
  }

  /** Time goes by. Keeps the clock going, too. */
  async pass(ms: number): Promise<void> {
    await sql`update clock set virtual_anchor = perennial_now() + ${ms}::bigint,
      real_anchor = perennial_real(), beat_at = perennial_real()`.execute(this.store.db);
  }

  /** As if the process that holds the claims of this run had died so long ago that nobody waits for it. */
  async expireLeases({ enrollment }: RunContext): Promise<void> {
    await sql`update messages set lease_until = clock_timestamp() - interval '1 second'
      where enrollment = ${enrollment} and state = 'claimed'`.execute(this.store.db);
  }
}

export const step = (run: RunContext, name: string, skip = false): Step => ({
  name,
  key: `${run.enrollment}:${run.generation}:${name}`,
  summary: name,
  ...(skip && { skip }),
});
