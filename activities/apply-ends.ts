import {
  concerns,
  isOwnEntry,
  matches,
  perOf,
  type EventRecord,
  type JourneySpec,
} from '../engine';
import { markConverted, openGoals, setVerdict, type Enrollment, type EventRow } from '../store';
import type { Work } from './apply-work';

/** What came before its entry, or before it was told again, is not a run's to end by. */
const isBefore = (event: EventRow, { eventNumber, restartedAt }: Enrollment): boolean =>
  event.number <= eventNumber || (restartedAt !== null && event.acceptedAt < restartedAt);

/** The journey as the enrollment's release has it. */
async function specFor(
  { tx, deps }: Work,
  { release, journey }: Enrollment,
): Promise<JourneySpec | undefined> {
  return (await deps.specs.of(tx, release)).find(({ id }) => id === journey);
}

/** Goals are the whole customer's: in a run, after it, or held out. Its own entry, told again, is none. */
export async function convert(work: Work, event: EventRow, seen: EventRecord): Promise<void> {
  const { tx, customer, live } = work;
  for (const enrollment of await openGoals(tx, customer.id, event.name, event.acceptedAt)) {
    if (isBefore(event, enrollment)) continue;
    const spec = await specFor(work, enrollment);
    if (spec && isOwnEntry(spec, perOf(spec.per, enrollment.per), seen)) continue;
    await markConverted(tx, enrollment.id, event.acceptedAt);
    if (live.some(({ id }) => id === enrollment.id)) {
      await setVerdict(tx, enrollment.id, 'converted');
    }
  }
}

/** Exits end the live runs that began before them. */
export async function exit(work: Work, event: EventRow, seen: EventRecord): Promise<void> {
  const { tx, live } = work;
  for (const enrollment of live) {
    if (isBefore(event, enrollment)) continue;
    const spec = await specFor(work, enrollment);
    if (!spec?.exit.some((match) => matches(seen, match))) continue;
    // The same event may be goal and exit: then it is the goal.
    if (enrollment.goalEvent === event.name && event.acceptedAt <= (enrollment.goalUntil ?? 0))
      continue;
    if (concerns(seen.properties, perOf(spec.per, enrollment.per))) {
      await setVerdict(tx, enrollment.id, `exit: ${event.name}`);
    }
  }
}
