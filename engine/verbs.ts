import { calendarDays, parseClock, parseDuration } from './duration';
import { PermanentError } from './thrown';
import type { Channel, Sent } from './journey';
import type { Scalar } from './match';
import type { EffectOutcome, Json, JsonObject, Local, WaitInput } from './port';
import type { RunState } from './run';
import { waitByClock, waitForEvent } from './waits';

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

function checkLocal(local: Local): Local {
  if (local.at !== undefined) parseClock(local.at);
  return { ...(local.at !== undefined && { at: local.at }), ...(local.on && { on: local.on }) };
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
  const weights = Object.values(arms);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (!(Math.abs(sum - 100) <= 1e-9 && weights.every((weight) => weight >= 0))) {
    throw new PermanentError('WEIGHTS_INVALID', { name, sum });
  }
}

/** The verbs of one run. Arguments are checked before anything is asked. */
export function createJourney(run: RunState): UntypedJourney {
  const { event } = run.input;
  return {
    event: { name: event.name, id: event.id, at: event.at, properties: event.properties },

    send: (template, props = {}, { channel, within } = {}) =>
      run.verb(template, () => {
        if (within !== undefined) parseDuration(within);
        const options = { ...(channel && { channel }), ...(within && { within }) };
        const step = run.steps.next(template, `send ${template}`);
        return run.ask('send', { template, props, ...options, due: run.due }, step);
      }),

    wait: (duration, local = {}) =>
      run.verb('wait', async () => {
        if (local.at === undefined && local.on === undefined) parseDuration(duration);
        else calendarDays(duration);
        const summary = ['wait', duration, local.at && `at ${local.at}`].filter(Boolean).join(' ');
        const step = run.steps.next('wait', summary);
        await waitByClock(run, { kind: 'for', duration, ...checkLocal(local) }, step);
      }),

    waitUntil: (date, local = {}) =>
      run.verb('wait until', async () => {
        if (local.before !== undefined) parseDuration(local.before);
        const before = local.before === undefined ? {} : { before: local.before };
        const day = { date: checkDate(date), ...before, ...checkLocal(local) };
        const step = run.steps.next('wait until', `wait until ${date}`);
        return (await waitByClock(run, { kind: 'until', ...day }, step)) ? 'passed' : 'reached';
      }),

    waitFor: (one, options) => {
      const events = typeof one === 'string' ? [one] : one;
      const name = `wait for ${events.join(' | ')}`;
      return run.verb(name, async () => {
        const wait = eventWait(events, options);
        const step = run.steps.next(name, `wait for ${events.join(' or ')}`);
        return (await waitForEvent(run, wait, step)).event;
      });
    },

    is: (segment) =>
      run.verb(`is ${segment}`, () =>
        run.ask('is', { segment }, run.steps.next(`is ${segment}`, `is ${segment}`)),
      ),

    get: (fact) =>
      run.verb(`get ${fact}`, async () => {
        const value = await run.ask('get', { fact }, run.steps.next(`get ${fact}`, `get ${fact}`));
        return value ?? undefined;
      }),

    split: (name, arms) =>
      run.verb(`split ${name}`, () => {
        checkWeights(name, arms);
        return run.ask('split', { name, arms }, run.steps.next(`split ${name}`, `split ${name}`));
      }),

    do: (effect, input) =>
      run.verb(effect, () =>
        run.ask('do', { effect, input }, run.steps.next(effect, `do ${effect}`)),
      ),
  };
}
