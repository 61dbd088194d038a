import { publicFields } from '../catalog';
import {
  concerns,
  fieldsEqual,
  type Answer,
  type Calls,
  type ClosedWait,
  type Instant,
  type WaitInput,
} from '../engine';
import { clearVerdict, openWait, readStep, untakenEvents, type EventRow } from '../store';
import { asRecord } from './apply';
import { endRun, record, type Scene } from './call';
import type { Verb } from './step';
import { untilOf } from './until';

type EventWait = Extract<WaitInput, { kind: 'event' }>;

/** Whether this wait may take an event at all: a verdict ends the run, unless it is the goal that is waited for. */
const mayTake = ({ state }: Scene, { events, message }: EventWait): boolean =>
  message !== null &&
  (state.verdict === null ||
    (state.verdict === 'converted' && events.includes(state.goalEvent ?? '')));

function fits({ run, deps }: Scene, wait: EventWait, event: EventRow): boolean {
  if (event.journey !== null && event.journey !== run.journey) return false;
  const properties = publicFields(deps.catalog, event.name, event.properties);
  return (
    concerns(properties, run.per) &&
    fieldsEqual(properties, wait.where) &&
    (typeof wait.message !== 'string' || properties['message'] === wait.message)
  );
}

/** The first event since entry that fits and that no wait has taken, accepted before the deadline. */
async function take(scene: Scene, wait: EventWait, until: Instant): Promise<EventRow | undefined> {
  if (!mayTake(scene, wait)) return undefined;
  const { tx, run, customer, state } = scene;
  const untaken = untakenEvents(tx, {
    enrollment: run.enrollment,
    generation: run.generation,
    customer: customer.id,
    names: wait.events,
    afterNumber: state.eventNumber,
    acceptedBefore: until,
    ...(wait.where && { where: wait.where }),
  });
  for await (const event of untaken) {
    if (!fits(scene, wait, event)) continue;
    if (event.name === state.goalEvent) await clearVerdict(tx, run.enrollment, 'converted');
    return event;
  }
  return undefined;
}

const took = (
  scene: Scene,
  event: EventRow,
  ended: Pick<ClosedWait, 'endedAt'> = {},
): Promise<Answer<ClosedWait>> =>
  record<ClosedWait>(scene, { event: asRecord(scene.deps, event), ...ended }, { event: event.id });

/** Begins a wait: its step row, and its row among the waits that the relay rings. */
export const open: Verb<'open'> = async (scene, wait) => {
  const { tx, run, step, customer, state } = scene;
  const { now } = customer;
  const isEvent = wait.kind === 'event';
  if (step.skip) {
    if (state.verdict !== null) return endRun(scene, state.verdict);
    return isEvent
      ? record<Calls['open']['output']>(scene, { skipped: true })
      : record<Calls['open']['output']>(scene, { until: now, passed: true });
  }
  const { until, passed } = await untilOf(scene, wait);
  const event = isEvent ? await take(scene, wait, until) : undefined;
  if (event) return took(scene, event);
  if (state.verdict !== null) return endRun(scene, state.verdict);
  if (!passed) {
    await openWait(tx, {
      enrollment: run.enrollment,
      generation: run.generation,
      step: step.name,
      kind: wait.kind,
      events: isEvent ? wait.events : [],
      until,
      openedAt: now,
    });
  }
  return record<Calls['open']['output']>(scene, { until, ...(passed && { passed }) });
};

/** When the wait ends, as its opening recorded it. */
async function deadline({ tx, run, customer }: Scene, openStep: string): Promise<Instant> {
  const opened = await readStep(tx, run.enrollment, run.generation, openStep);
  const until = (opened?.value as { until?: unknown } | undefined)?.until;
  return typeof until === 'number' ? until : customer.now;
}

/** Looks at an open wait: an event accepted before the deadline wins, however late it is noticed. */
export const close: Verb<'close'> = async (scene, wait) => {
  const { step, customer, state } = scene;
  const until = await deadline(scene, wait.openStep);
  const event = wait.kind === 'event' ? await take(scene, wait, until) : undefined;
  // What follows was due when it was accepted, however late the run woke for it.
  if (event) return took(scene, event, { endedAt: event.acceptedAt });
  if (state.verdict !== null) return endRun(scene, state.verdict);
  if (step.skip) return record<ClosedWait>(scene, { skipped: true });
  if (customer.now >= until) return record<ClosedWait>(scene, {});
  return { status: 'later', until, why: 'waiting' };
};
