import type { RunContext } from '../engine';
import {
  accept,
  insertEnrollment,
  inTransaction,
  markRunning,
  needEnrollment,
  newId,
  now,
  type Enrollment,
  type Store,
} from '../store';
import type { Place } from './place';

/** A customer in a journey, whose run is yet to be started. */
export interface Entered {
  readonly enrollment: Enrollment;
  readonly address: string;
}

const addressOf = (userId: string): string => `${userId}@example.com`;

/** New customers with an address. */
export async function newPeople(
  store: Store,
  count: number,
): Promise<{ customer: string; userId: string; address: string }[]> {
  const users = Array.from({ length: count }, () => newId('u').toLowerCase());
  const accepted = await accept(
    store,
    users.map((userId) => ({
      ...{
        source: 'bench',
        messageId: newId(),
        type: 'identify',
        name: 'identify',
        properties: {},
      },
      ...{ userId, traits: { email: addressOf(userId), firstName: 'Ada' } },
    })),
  );
  return users.map((userId, place) => ({
    ...{ userId, address: addressOf(userId) },
    customer: accepted[place]?.customer ?? '',
  }));
}

/**
 * New customers who entered a journey; the relay takes them for started, so that only the bench starts them. What else
 * their entry leaves to it has been worked off: it is no part of a run.
 */
export async function enter(
  { store, release, idle }: Pick<Place, 'store' | 'release' | 'idle'>,
  journey: string,
  count: number,
): Promise<Entered[]> {
  const people = await newPeople(store, count);
  const at = await now(store.db);
  const ids = await inTransaction(store, async (tx) => {
    const entered: string[] = [];
    for (const { customer } of people) {
      const id = newId();
      const event = {
        id: newId(),
        name: 'Signed Up',
        at: new Date(at).toISOString(),
        properties: {},
      };
      await insertEnrollment(tx, {
        ...{ id, journey, customer, eventId: event.id, eventNumber: 0 },
        ...{ release, state: 'starting', enteredAt: at, event },
      });
      entered.push(id);
    }
    await markRunning(
      tx,
      entered.map((id) => ({ id, generation: 0 })),
    );
    return entered;
  });
  await idle();
  return Promise.all(
    ids.map(async (id, place) => ({
      enrollment: await needEnrollment(store.db, id),
      address: people[place]?.address ?? '',
    })),
  );
}

export const contextOf = (enrollment: Enrollment): RunContext => ({
  enrollment: enrollment.id,
  journey: enrollment.journey,
  customer: enrollment.customer,
  release: enrollment.release,
  generation: enrollment.generation,
});
