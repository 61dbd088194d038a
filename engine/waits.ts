import type { ClosedWait, Instant, OpenWait, Step, WaitInput } from './port';
import type { RunState } from './run';
import type { Work } from './work';

type EventWait = Extract<WaitInput, { kind: 'event' }>;

/** Sits until the wait's end or a bell. `rang`: a bell; `skip`: an operator's. */
function* sit(
  run: RunState,
  step: Step,
  until: Instant,
  heard: number,
  events?: readonly string[],
): Work<{ rang: boolean; skip: boolean }> {
  run.page.wait(step.name, until, events);
  const woken = yield* run.untilDueOrBell(until, step.summary, heard);
  return { rang: woken === 'bell', skip: run.bells.takeSkip(step.name) };
}

function* close(
  run: RunState,
  wait: WaitInput,
  step: Step,
  opened: OpenWait,
  skip = false,
): Work<ClosedWait> {
  const closing = run.steps.closing(step);
  const { rung } = run.bells;
  const input = Object.assign({ openStep: step.name }, wait);
  const closed = yield* run.ask('close', input, closing, skip);
  run.bells.lookedAfter(rung);
  // An event or an operator ended it earlier than its clock would have.
  if (closed.event || closed.skipped) run.due = closed.endedAt ?? run.page.lastAt ?? run.due;
  else run.due = opened.until;
  return closed;
}

/**
 * A wait with a known end: a bell may end the run in it, only the clock or an operator ends the wait.
 * @returns whether its date lay behind already
 */
export function* waitByClock(run: RunState, wait: WaitInput, step: Step): Work<boolean> {
  const heard = run.bells.looked;
  const opened = yield* run.ask('open', wait, step);
  if (!('until' in opened)) return false;
  run.due = opened.until;
  if (run.kept.next?.step === run.steps.closing(step).name) yield* close(run, wait, step, opened);
  else if (!run.kept.more && !opened.passed) {
    const { rang, skip } = yield* sit(run, step, opened.until, heard);
    if (rang) yield* close(run, wait, step, opened, skip);
  }
  return opened.passed ?? false;
}

/** A wait for the first such event that no wait has taken, or for its deadline. */
export function* waitForEvent(run: RunState, wait: EventWait, step: Step): Work<ClosedWait> {
  const heard = run.bells.looked;
  const opened = yield* run.ask('open', wait, step);
  if (!('until' in opened)) return opened;
  const { skip } = run.kept.more
    ? { skip: false }
    : yield* sit(run, step, opened.until, heard, wait.events);
  return yield* close(run, wait, step, opened, skip);
}
