import { calendarDays, parseClock, parseDuration } from './duration';
import { PermanentError } from './errors';
import type { Channel, Sent } from './journey';
import type { Scalar } from './match';
import type { ClosedWait, EffectOutcome, Json, JsonObject, Local, Step, WaitInput } from './port';
import type { RunState } from './run';

type EventOptions = {
  within?: string;
  until?: string;
  where?: Readonly<Record<string, Scalar>>;
  of?: Sent;
};

/** The verbs without the catalogue's types: what `Journey` narrows for an author. */
export interface UntypedJourney {
  readonly event: unknown;
  send(
    template: string,
    props?: JsonObject,
    options?: { channel?: Channel; within?: string },
  ): Promise<Sent>;
  wait(duration: string, local?: Local): Promise<void>;
  waitUntil(date: string, local?: Local & { before?: string }): Promise<'reached' | 'passed'>;
  waitFor(event: string | readonly string[], options: EventOptions): Promise<unknown>;
  is(segment: string): Promise<boolean>;
  get(fact: string): Promise<Json | undefined>;
  split(name: string, arms: Readonly<Record<string, number>>): Promise<string>;
  do(effect: string, input: JsonObject): Promise<EffectOutcome>;
}

/** @throws PermanentError `DATE_INVALID` */
function checkDate(text: string): string {
  if (Number.isNaN(Date.parse(text))) throw new PermanentError('DATE_INVALID', { value: text });
  return text;
}

function checkLocal(local: Local): Local {
  if (local.at !== undefined) parseClock(local.at);
  return { ...(local.at !== undefined && { at: local.at }), ...(local.on && { on: local.on }) };
}

/** A wait with a known end: bells may end the run in it, only the clock or an operator ends the wait. */
async function sitOut(run: RunState, wait: WaitInput, step: Step): Promise<{ passed: boolean }> {
  const heard = run.rung;
  const opened = await run.ask('open', wait, step);
  if (!('until' in opened)) return { passed: false };
  const { until, passed = false } = opened;
  run.due = until;
  const closing = run.closing(step);
  const close = { ...wait, openStep: step.name };
  if (run.keepsNext(closing)) await run.ask('close', close, closing);
  else if (!run.keepsMore && !passed) {
    run.standsWaiting(step, until);
    const woken = await run.untilDueOrBell(until, step, heard);
    if (woken === 'bell') await run.ask('close', close, closing, run.takeSkip(step));
  }
  return { passed };
}

async function waitForEvent(
  run: RunState,
  wait: Extract<WaitInput, { kind: 'event' }>,
  step: Step,
): Promise<ClosedWait> {
  const heard = run.rung;
  const opened = await run.ask('open', wait, step);
  if (!('until' in opened)) return opened;
  const closing = run.closing(step);
  let skip = false;
  if (!run.keepsNext(closing)) {
    run.standsWaiting(step, opened.until, wait.events);
    await run.untilDueOrBell(opened.until, step, heard);
    skip = run.takeSkip(step);
  }
  const closed = await run.ask('close', { ...wait, openStep: step.name }, closing, skip);
  run.due = closed.event ? run.lastAt : opened.until;
  return closed;
}

function eventWait(
  events: readonly string[],
  options: EventOptions,
): Extract<WaitInput, { kind: 'event' }> {
  const { within, until, where, of } = options;
  if (until === undefined) parseDuration(String(within));
  else checkDate(until);
  return {
    kind: 'event',
    events,
    ...(until === undefined ? { within: String(within) } : { until }),
    ...(where && { where }),
    ...(of && { message: of.status === 'sent' ? of.message : null }),
  };
}

function checkWeights(name: string, arms: Readonly<Record<string, number>>): void {
  const sum = Object.values(arms).reduce((total, weight) => total + weight, 0);
  if (Math.abs(sum - 100) > 1e-9 || Object.values(arms).some((weight) => weight < 0)) {
    throw new PermanentError('WEIGHTS_INVALID', { name, sum });
  }
}

/** The verbs of one run. Arguments are checked before anything is asked. */
export function createJourney(run: RunState): UntypedJourney {
  const { event } = run.input;
  return {
    event: { name: event.name, id: event.id, at: event.at, properties: event.properties },

    send: (template, props = {}, { channel, within } = {}) =>
      run.verb(template, async () => {
        if (within !== undefined) parseDuration(within);
        return run.ask(
          'send',
          { template, props, ...(channel && { channel }), ...(within && { within }), due: run.due },
          run.step(template, 'send', template),
        );
      }),

    wait: (duration, local = {}) =>
      run.verb('wait', async () => {
        if (local.at === undefined) parseDuration(duration);
        else calendarDays(duration);
        const detail = [duration, local.at].filter(Boolean).join(' at ');
        await sitOut(
          run,
          { kind: 'for', duration, ...checkLocal(local) },
          run.step('wait', 'wait', detail),
        );
      }),

    waitUntil: (date, local = {}) =>
      run.verb('wait until', async () => {
        if (local.before !== undefined) parseDuration(local.before);
        const wait: WaitInput = {
          kind: 'until',
          date: checkDate(date),
          ...(local.before && { before: local.before }),
          ...checkLocal(local),
        };
        const { passed } = await sitOut(run, wait, run.step('wait until', 'wait until', date));
        return passed ? 'passed' : 'reached';
      }),

    waitFor: (one, options) => {
      const events = typeof one === 'string' ? [one] : one;
      const name = `wait for ${events.join(' | ')}`;
      return run.verb(name, async () => {
        const wait = eventWait(events, options);
        const closed = await waitForEvent(
          run,
          wait,
          run.step(name, 'wait for', events.join(' or ')),
        );
        return closed.event;
      });
    },

    is: (segment) =>
      run.verb(`is ${segment}`, () =>
        run.ask('is', { segment }, run.step(`is ${segment}`, 'is', segment)),
      ),

    get: (fact) =>
      run.verb(`get ${fact}`, async () => {
        const value = await run.ask('get', { fact }, run.step(`get ${fact}`, 'get', fact));
        return value ?? undefined;
      }),

    split: (name, arms) =>
      run.verb(`split ${name}`, async () => {
        checkWeights(name, arms);
        return run.ask('split', { name, arms }, run.step(`split ${name}`, 'split', name));
      }),

    do: (effect, input) =>
      run.verb(effect, () => run.ask('do', { effect, input }, run.step(effect, 'do', effect))),
  };
}
