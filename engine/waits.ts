import type { ClosedWait, Instant, OpenWait, Step, WaitInput } from './port';
import type { RunState } from './run';

type EventWait = Extract<WaitInput, { kind: 'event' }>;

/** Sits until the wait's end or a bell. `rang`: a bell; `skip`: an operator's. */
async function sit(
  run: RunState,
  step: Step,
  until: Instant,
  heard: number,
  events?: readonly string[],
): Promise<{ rang: boolean; skip: boolean }> {
  run.page.stand({ state: 'waiting', step: step.name, until, ...(events && { events }) });
  const woken = await run.untilDueOrBell(until, step.summary, heard);
  return { rang: woken === 'bell', skip: run.bells.takeSkip(step.name) };
}

async function close(
  run: RunState,
  wait: WaitInput,
  step: Step,
  opened: OpenWait,
  skip = false,
): Promise<ClosedWait> {
  const closing = run.steps.closing(step);
  const { rung } = run.bells;
  const closed = await run.ask('close', { ...wait, openStep: step.name }, closing, skip);
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
export async function waitByClock(run: RunState, wait: WaitInput, step: Step): Promise<boolean> {
  const heard = run.bells.looked;
  const opened = await run.ask('open', wait, step);
  if (!('until' in opened)) return false;
  run.due = opened.until;
  if (run.kept.next?.step === run.steps.closing(step).name) await close(run, wait, step, opened);
  else if (!run.kept.more && !opened.passed) {
    const { rang, skip } = await sit(run, step, opened.until, heard);
    if (rang) await close(run, wait, step, opened, skip);
  }
  return opened.passed ?? false;
}

/** A wait for the first such event that no wait has taken, or for its deadline. */
export async function waitForEvent(
  run: RunState,
  wait: EventWait,
  step: Step,
): Promise<ClosedWait> {
  const heard = run.bells.looked;
  const opened = await run.ask('open', wait, step);
  if (!('until' in opened)) return opened;
  const { skip } = run.kept.more
    ? { skip: false }
    : await sit(run, step, opened.until, heard, wait.events);
  return close(run, wait, step, opened, skip);
}
