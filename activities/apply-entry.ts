import { inSegment } from '../catalog';
import { decideEntry, perValue, writePer, type EventRecord, type JourneySpec } from '../engine';
import {
  earlierEnrollments,
  insertEnrollment,
  liveEnrollments,
  opaqueId,
  setVerdict,
  type EventRow,
} from '../store';
import type { Work } from './apply-work';
import { nameOf } from './failures';

/** Earlier enrollments; one that is sure to end at its next wait is not live any more. */
async function earlierOf(work: Work, spec: JourneySpec, per: string) {
  const of = { journey: spec.id, customer: work.customer.id, per };
  const earlier = await earlierEnrollments(work.tx, of);
  if (!earlier.some(({ live }) => live)) return earlier;
  work.live = await liveEnrollments(work.tx, work.customer.id);
  const ending = new Set(
    work.live
      .filter(({ verdict }) => verdict !== null && verdict !== 'converted')
      .map(({ id }) => id),
  );
  return earlier.map((one) => ({ ...one, live: one.live && !ending.has(one.id) }));
}

/** One bad segment must not hold up all that this customer does. */
function mayEnter(
  { deps, facts }: Work,
  { id, only }: JourneySpec,
  { acceptedAt }: EventRow,
): boolean | 'at fault' {
  try {
    return only === undefined || inSegment(deps.catalog, only, facts.states, acceptedAt);
  } catch (error) {
    deps.log.error({ journey: id, segment: only, error: nameOf(error) }, 'a segment threw');
    return 'at fault';
  }
}

/** Decides one entry and writes its row, whichever way it goes. */
export async function enter(
  work: Work,
  spec: JourneySpec,
  event: EventRow,
  seen: EventRecord,
): Promise<void> {
  const { tx, customer, deps } = work;
  const per = writePer(perValue(spec, seen.properties));
  const decision = decideEntry(spec, {
    customer: customer.id,
    properties: seen.properties,
    inSegment: mayEnter(work, spec, event),
    earlier: await earlierOf(work, spec, per),
    now: event.acceptedAt,
    salt: deps.secret,
  });
  const entered = decision.status !== 'turned away';
  const isNew = await insertEnrollment(tx, {
    id: opaqueId('enrollment', spec.id, customer.id, per, event.id),
    journey: spec.id,
    customer: customer.id,
    per,
    eventId: event.id,
    eventNumber: event.number,
    release: work.release.id,
    state: decision.status === 'enter' ? 'starting' : decision.status,
    ...(decision.status === 'turned away' && { reason: decision.reason }),
    enteredAt: event.acceptedAt,
    ...(entered &&
      spec.goal && {
        goal: { event: spec.goal.event, until: event.acceptedAt + spec.goal.within },
      }),
    event: seen,
  });
  if (!isNew) return;
  if ('ends' in decision && decision.ends !== undefined) {
    await setVerdict(tx, decision.ends, 'restarted');
  }
  if (decision.status === 'enter') work.live = await liveEnrollments(tx, customer.id);
}
