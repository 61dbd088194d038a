import { z } from 'zod';
import { applyPending, storedSpecs, type ApplyDeps } from '../../activities';
import { catalog as whole, type ShopCatalog } from '../../catalog';
import type { Instant, Json, JourneySpec, Trigger } from '../../engine';
import {
  accept,
  dueOf,
  inTransaction,
  lockCustomer,
  newId,
  startClock,
  type Incoming,
  type Store,
} from '../../store';
import { keep, publish } from '../../worker/jobs/publish';
import { sweep } from '../../worker/jobs/sweep';

/** Members, until a day that time alone brings; their birthdays; a booking that moves. */
export const catalog: ShopCatalog = {
  ...whole,
  shop: { ...whole.shop, timeZone: 'UTC' },
  events: {
    ...whole.events,
    Told: { schema: z.object({ birthday: z.string().optional() }), samples: {} },
    Joined: { schema: z.object({ until: z.string().optional() }), samples: {} },
    Left: { schema: z.object({}), samples: {} },
    Booked: { schema: z.object({ day: z.string() }), samples: {} },
  },
  facts: {
    birthday: {
      on: ['Told'],
      start: null,
      step: (_, { properties }) => (properties['birthday'] ?? null) as Json,
      value: (day) => day ?? undefined,
      samples: {},
    },
    booking: {
      on: ['Booked'],
      start: null,
      step: (_, { properties }) => properties['day'] as Json,
      value: (day) => day ?? undefined,
      samples: {},
    },
    until: {
      on: ['Joined', 'Left'],
      start: null,
      step: (_, { name, properties }) =>
        name === 'Left' ? 0 : Date.parse((properties['until'] as string) ?? '2100-01-01'),
      value: (until, at) => (typeof until === 'number' ? at < until : undefined),
      changesAt: (until, at) => (typeof until === 'number' && until > at ? until : undefined),
      samples: {},
    },
  },
  segments: {
    members: { facts: ['until'], test: (value) => value('until') === true },
    former: { facts: ['until'], test: (value) => value('until') === false },
  },
};

const spec = (id: string, event: string, trigger: Trigger): JourneySpec => ({
  id,
  title: id,
  on: [{ event, trigger }],
  reenter: 'always',
  exit: [],
  holdout: 0,
});
export const plain: JourneySpec = { id: 'plain', title: '', on: [], exit: [], holdout: 0 };
export const hello = spec('hello', 'Segment Entered', { kind: 'entered', segment: 'members' });
const back = spec('back', 'Segment Entered', { kind: 'entered', segment: 'former' });
const birthday = spec('birthday', 'Date Reached', {
  kind: 'onDate',
  fact: 'birthday',
  every: 'year',
  at: '09:00',
});
export const visit = spec('visit', 'Date Reached', {
  kind: 'onDate',
  fact: 'booking',
  before: '2 days',
  at: '09:00',
});
export const digest = spec('digest', 'Schedule Ticked', {
  kind: 'every',
  days: 'monday',
  at: '09:00',
  in: 'members',
});
const ALL = [hello, back, birthday, visit, digest];

export const INSIDE = 'inside hello/0';
/** A Sunday. */
export const START = Date.parse('2026-11-22T12:00Z');
export const on = (day: string, time = '09:00', offset = 'Z'): Instant =>
  Date.parse(`${day}T${time}${offset}`);

/** A shop whose journeys start by themselves, and whose clock goes where it is put. */
export class TriggeredShop {
  readonly apply: ApplyDeps;
  #releases = 0;

  private constructor(readonly store: Store) {
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    this.apply = { catalog, secret: 'secret', specs: storedSpecs(), log };
  }

  static async of(store: Store): Promise<TriggeredShop> {
    await startClock(store.db, { origin: START });
    return new TriggeredShop(store);
  }

  /** Nobody in it, and all of its triggers published. */
  async begin(): Promise<void> {
    const { db } = this.store;
    for (const table of ['due', 'facts', 'enrollments', 'events', 'customers'] as const) {
      await db.deleteFrom(table).execute();
    }
    await db.deleteFrom('identities').execute();
    await this.setClock(START);
    await this.bring(plain);
    await this.bring(...ALL);
  }

  async setClock(instant: Instant): Promise<void> {
    await this.store.db
      .updateTable('clock')
      .set({ virtual_anchor: instant, real_anchor: Date.now(), beat_at: Date.now() })
      .execute();
  }

  async bring(...journeys: JourneySpec[]): Promise<void> {
    const made = { id: `r${this.#releases++}`, journeys, code: '', templates: {} };
    await publish({ store: this.store, catalog }, await keep(this.store, made));
  }

  async accepted(userId: string, event: Partial<Incoming>): Promise<string> {
    const base = { source: 'test', messageId: newId(), type: 'track', userId, properties: {} };
    const [one] = await accept(this.store, [{ ...base, name: '', ...event } as Incoming]);
    return one?.customer ?? '';
  }

  applied(customer: string, apply: ApplyDeps = this.apply): Promise<unknown> {
    return inTransaction(this.store, async (tx) =>
      applyPending(tx, await lockCustomer(tx, customer), apply),
    );
  }

  /** Something a customer does, worked off as the relay does. @returns the customer */
  async does(
    userId: string,
    name: string,
    properties: Record<string, Json> = {},
    rest: Partial<Incoming> = {},
  ): Promise<string> {
    const customer = await this.accepted(userId, { name, properties, ...rest });
    await this.applied(customer);
    return customer;
  }

  moves(userId: string, timeZone: string): Promise<string> {
    return this.does(userId, '', {}, { type: 'identify', timeZone });
  }

  /** A pass of the sweep at an instant. @returns how many events it wrote */
  async at(instant: Instant, apply: ApplyDeps = this.apply): Promise<number> {
    await this.setClock(instant);
    return sweep({ store: this.store, apply });
  }

  /** What triggers wrote, the first first. */
  async told(journey?: string): Promise<object[]> {
    const rows = await this.store.db
      .selectFrom('events')
      .select(['journey', 'properties'])
      .where('source', '=', 'perennial')
      .orderBy('number')
      .execute();
    return rows.filter((row) => !journey || row.journey === journey).map((row) => row.properties);
  }

  async due(customer: string): Promise<Record<string, string>> {
    return Object.fromEntries(
      [...(await dueOf(this.store.db, customer))].map(([key, look]) => [
        key,
        new Date(look.at).toISOString().slice(0, 16),
      ]),
    );
  }

  async entries(customer: string): Promise<string[]> {
    await this.applied(customer);
    const rows = await this.store.db
      .selectFrom('enrollments')
      .select(['journey', 'state', 'reason'])
      .where('customer', '=', customer)
      .orderBy('event_number')
      .execute();
    return rows.map(({ journey, state, reason }) => `${journey}: ${reason ?? state}`);
  }
}
