import { calendarDays, parseClock, parseDuration } from './duration';
import { PermanentError } from './thrown';
import type { Channel, Sent } from './journey';
import type { Scalar } from './match';
import type { Calls, EffectOutcome, Json, JsonObject, Local, WaitInput } from './port';
import type { RunState } from './run';
import { waitByClock, waitForEvent } from './waits';
import type { Work } from './work';

type EventWait = Extract<WaitInput, { kind: 'event' }>;
type EventOptions = {
  within?: string;
  until?: string;
  where?: Readonly<Record<string, Scalar>>;
  of?: Sent;
};

/** The verbs without the catalogue's types: what `Journey` narrows for an author. */
export interface UntypedJourney {
  readonly event: unknown;
  send(template: string, props?: JsonObject, options?: SendOptions): Promise<Sent>;
  wait(duration: string, local?: Local): Promise<void>;
  waitUntil(date: string, local?: Local & { before?: string }): Promise<'reached' | 'passed'>;
  waitFor(event: string | readonly string[], options: EventOptions): Promise<unknown>;
  is(segment: string): Promise<boolean>;
  get(fact: string): Promise<Json | undefined>;
  split(name: string, arms: Readonly<Record<string, number>>): Promise<string>;
  do(effect: string, input: JsonObject): Promise<EffectOutcome>;
}

const NONE = Object.freeze({});

type SendOptions = { channel?: Channel; within?: string };

const ISO_DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** @throws PermanentError `DATE_INVALID` */
function checkDate(text: string): string {
  const day = ISO_DATE.test(text) ? Date.parse(`${text.slice(0, 10)}T00:00:00Z`) : Number.NaN;
  // Date.parse moves 30 February on into March: such a day is not meant.
  const real = !Number.isNaN(day) && new Date(day).toISOString().startsWith(text.slice(0, 10));
  if (!real || Number.isNaN(Date.parse(text))) {
    throw new PermanentError('DATE_INVALID', { value: text });
  }
  return text;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The wait with its local time, where it has one. */
function atLocal<W extends Local>(wait: Mutable<W>, { at, on }: Local): W {
  if (at !== undefined) {
    parseClock(at);
    wait.at = at;
  }
  if (on) wait.on = on;
  return wait;
}

function eventWait(events: readonly string[], options: EventOptions): EventWait {
  const { within, until, where, of } = options;
  if (until === undefined) parseDuration(String(within));
  else checkDate(until);
  const wait: Mutable<EventWait> =
    until === undefined
      ? { kind: 'event', events, within: String(within) }
      : { kind: 'event', events, until };
  if (where) wait.where = where;
  if (of) wait.message = of.status === 'sent' ? of.message : null;
  return wait;
}

function checkWeights(name: string, arms: Readonly<Record<string, number>>): void {
  const weights = Object.values(arms);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (!(Math.abs(sum - 100) <= 1e-9 && weights.every((weight) => weight >= 0))) {
    throw new PermanentError('WEIGHTS_INVALID', { name, sum });
  }
}

function send(
  run: RunState,
  template: string,
  props: JsonObject,
  { channel, within }: SendOptions,
): Work<Sent> {
  if (within !== undefined) parseDuration(within);
  const step = run.steps.next(template, `send ${template}`);
  const input: Mutable<Calls['send']['input']> = { template, props, due: run.due };
  if (channel) input.channel = channel;
  if (within) input.within = within;
  return run.ask('send', input, step);
}

function wait(run: RunState, duration: string, local: Local): Work<boolean> {
  if (local.at === undefined && local.on === undefined) parseDuration(duration);
  else calendarDays(duration);
  const summary = local.at ? `wait ${duration} at ${local.at}` : `wait ${duration}`;
  const step = run.steps.next('wait', summary);
  return waitByClock(
    run,
    atLocal<WaitInput & { kind: 'for' }>({ kind: 'for', duration }, local),
    step,
  );
}

function* waitUntil(
  run: RunState,
  date: string,
  local: Local & { before?: string },
): Work<'reached' | 'passed'> {
  const { before } = local;
  if (before !== undefined) parseDuration(before);
  const day: Mutable<WaitInput & { kind: 'until' }> = { kind: 'until', date: checkDate(date) };
  if (before !== undefined) day.before = before;
  const step = run.steps.next('wait until', `wait until ${date}`);
  return (yield* waitByClock(run, atLocal(day, local), step)) ? 'passed' : 'reached';
}

function* waitFor(
  run: RunState,
  name: string,
  events: readonly string[],
  options: EventOptions,
): Work<unknown> {
  const wanted = eventWait(events, options);
  const step = run.steps.next(name, `wait for ${events.join(' or ')}`);
  return (yield* waitForEvent(run, wanted, step)).event;
}

/** The verbs of one run. Arguments are checked before anything is asked. */
export function createJourney(run: RunState): UntypedJourney {
  const { event } = run.input;
  return {
    event: { name: event.name, id: event.id, at: event.at, properties: event.properties },

    // Methods: a preview makes many runs a second, and its loader names every function that is none.
    send(template, props = NONE, options = NONE) {
      return run.verb(template, () => send(run, template, props, options));
    },

    async wait(duration, local = NONE) {
      await run.verb('wait', () => wait(run, duration, local));
    },

    waitUntil(date, local = NONE) {
      return run.verb('wait until', () => waitUntil(run, date, local));
    },

    waitFor(one, options) {
      const events = typeof one === 'string' ? [one] : one;
      const name = `wait for ${events.join(' | ')}`;
      return run.verb(name, () => waitFor(run, name, events, options));
    },

    is(segment) {
      const name = `is ${segment}`;
      return run.verb(name, () => run.ask('is', { segment }, run.steps.next(name, name)));
    },

    get(fact) {
      const name = `get ${fact}`;
      return run.verb(name, () => run.ask('get', { fact }, run.steps.next(name, name)));
    },

    split(name, arms) {
      const step = `split ${name}`;
      return run.verb(step, () => {
        checkWeights(name, arms);
        return run.ask('split', { name, arms }, run.steps.next(step, step));
      });
    },

    do(effect, input) {
      return run.verb(effect, () =>
        run.ask('do', { effect, input }, run.steps.next(effect, `do ${effect}`)),
      );
    },
  };
}
