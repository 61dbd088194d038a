import { publicFields } from '../catalog';
import { startsOn, type EventRecord } from '../engine';
import {
  appliedEvents,
  currentRelease,
  liveEnrollments,
  markApplied,
  pendingEvents,
  type Db,
  type EventRow,
  type LockedCustomer,
} from '../store';
import { endWithoutConsent } from './apply-consent';
import { DueInHand } from './apply-due';
import { convert, exit } from './apply-ends';
import { enter } from './apply-entry';
import { FactsInHand } from './apply-facts';
import type { Work } from './apply-work';
import type { ApplyDeps } from './context';

/** An event as a run may see it. What is said to have occurred after it was accepted occurred then. */
export const asRecord = (
  { catalog }: Pick<ApplyDeps, 'catalog'>,
  event: EventRow,
): EventRecord => ({
  id: event.id,
  name: event.name,
  at: new Date(Math.min(event.occurredAt, event.acceptedAt)).toISOString(),
  properties: publicFields(catalog, event.name, event.properties),
});

async function applyEvent(work: Work, event: EventRow): Promise<void> {
  // A misfit is kept, and starts nothing.
  if (event.problems !== null) return;
  const seen = asRecord(work.deps, event);
  const to = event.journey ?? undefined;
  work.facts.step(event);
  if (to === undefined) {
    await convert(work, event, seen);
    await exit(work, event, seen);
  }
  for (const spec of work.release.journeys) {
    if (startsOn(spec, seen, to)) await enter(work, spec, event, seen);
  }
}

/** After a merge: what the one had done was never held against the goals and exits of the other. */
async function holdAgainst(work: Work): Promise<void> {
  for await (const event of appliedEvents(work.tx, work.customer.id)) {
    if (event.problems !== null || event.journey !== null) continue;
    const seen = asRecord(work.deps, event);
    await convert(work, event, seen);
    await exit(work, event, seen);
  }
}

async function applyAll(work: Work, events: readonly EventRow[]): Promise<void> {
  const { tx, customer, deps, facts, release } = work;
  if (customer.refold) await holdAgainst(work);
  const due = await DueInHand.of(tx, customer, deps, facts, release.journeys);
  if (customer.refold) due.stepped(events[0]?.acceptedAt ?? customer.now);
  for (const event of events) {
    const before = facts.states;
    await applyEvent(work, event);
    due.stepped(event.acceptedAt, before);
  }
  await facts.save();
  await due.save();
  await endWithoutConsent(work);
}

/**
 * The relay's step for one customer, inside the caller's transaction and under the customer's lock: facts,
 * conversions, exits, due rows and enrollments as `starting`, for every accepted event not yet applied.
 * All of it follows from the events alone, as of when each was accepted, however late it is done.
 * Does nothing while no release is current.
 * @returns the customer, with `applied` brought up to date; the very same object where nothing was to be done
 */
export async function applyPending(
  tx: Db,
  customer: LockedCustomer,
  deps: ApplyDeps,
): Promise<LockedCustomer> {
  if (customer.applied >= customer.arrived && !customer.refold) return customer;
  const release = await currentRelease(tx);
  if (!release) return customer;
  const events = await pendingEvents(tx, customer);
  const upTo = Math.max(customer.arrived, ...events.map(({ number }) => number));
  if (customer.erasedAt === null) {
    const facts = await FactsInHand.of(tx, customer, deps, release.journeys, events);
    const live = await liveEnrollments(tx, customer.id);
    await applyAll({ tx, customer, deps, release, facts, live }, events);
  }
  await markApplied(tx, customer.id, upTo, customer.now);
  return { ...customer, applied: upTo, refold: false };
}
