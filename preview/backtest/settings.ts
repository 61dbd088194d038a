import {
  DAY,
  parseDuration,
  PermanentError,
  type AnyDefinition,
  type Duration,
  type JourneySpec,
} from '../../engine';

/** Settings of a journey that a backtest can change. */
export const SETTINGS = ['on', 'within', 'reenter', 'holdout'] as const;
export type Setting = (typeof SETTINGS)[number];
/** As written in a definition: `90 days`, `5%`, `always`. */
export type Settings = Readonly<Partial<Record<Setting, string>>>;

const problem = (what: string): PermanentError =>
  new PermanentError('BACKTEST_INVALID', { problem: what });

const UNITS: Readonly<Record<string, string>> = {
  d: ' days',
  day: ' days',
  days: ' days',
  w: ' weeks',
  week: ' weeks',
  weeks: ' weeks',
  '%': '%',
};
const RANGE = /^(\d+)\.\.(\d+)(?:\/(\d+))?$/;
/** A range without a step is cut into as many parts. */
const PARTS = 5;
const MOST = 60;

function numbers(text: string): string[] {
  const [, from, to, given] = RANGE.exec(text) ?? [];
  if (from === undefined) return text.split(',').map((one) => one.trim());
  const [first, last] = [Number(from), Number(to)];
  const step =
    given === undefined ? Math.max(1, Math.round((last - first) / PARTS)) : Number(given);
  if (last < first || step === 0)
    throw problem(`${text} is no range: write 30..180d, or 30..180/30d`);
  const values = [];
  for (let value = first; value <= last; value += step) values.push(String(value));
  return values;
}

/** `30..180d` → 30 days, 60 days, …; `60,90,120d`; `1,5,10%`; `always,180d`. */
function valuesOf(text: string): string[] {
  const [, body = text, unit] = /^(.*?\d) ?(days?|weeks?|d|w|%)$/.exec(text.trim()) ?? [];
  const suffix = unit === undefined ? '' : (UNITS[unit] ?? '');
  return numbers(body).map((one) => (/^[\d.]+$/.test(one) ? `${one}${suffix}` : withUnit(one)));
}

const withUnit = (text: string): string =>
  text.replace(/^([\d.]+) ?(d|w|%)$/, (_, number: string, unit: string) => {
    return `${number}${UNITS[unit] ?? ''}`;
  });

function check(setting: Setting, value: string): void {
  const isWord = setting === 'reenter' && ['always', 'once', 'restart'].includes(value);
  if (isWord) return;
  if (setting === 'holdout') {
    if (/^\d+(\.\d+)?%$/.test(value) && Number(value.slice(0, -1)) <= 100) return;
    throw problem(`holdout '${value}' is no percentage, such as 5%`);
  }
  try {
    parseDuration(value);
  } catch {
    throw problem(`${setting} '${value}' is no length of time, such as 90d`);
  }
}

/**
 * Reads `on=30..180d`, `holdout=1,5,10%`, `within=30d`, `reenter=always,180d`.
 * @throws PermanentError `BACKTEST_INVALID`
 */
export function parseSetting(text: string): { setting: Setting; values: string[] } {
  const [, name = '', written = ''] = /^(\w+) ?= ?(.+)$/.exec(text.trim()) ?? [];
  const setting = SETTINGS.find((one) => one === name);
  if (!setting)
    throw problem(
      `'${text}' names no setting: write one of ${SETTINGS.join(', ')}, such as on=30..180d`,
    );
  const values = valuesOf(written);
  for (const value of values) check(setting, value);
  return { setting, values: [...new Set(values)] };
}

/** Every combination, the last setting changing fastest. @throws PermanentError `BACKTEST_INVALID` above 60 of them */
export function combinations(
  varied: readonly { readonly setting: Setting; readonly values: readonly string[] }[],
): Settings[] {
  let all: Settings[] = [{}];
  for (const { setting, values } of varied) {
    all = all.flatMap((one) => values.map((value) => ({ ...one, [setting]: value })));
    if (all.length > MOST) throw problem(`more than ${String(MOST)} combinations of settings`);
  }
  return all;
}

function onQuiet(definition: AnyDefinition, after: string): Pick<AnyDefinition, 'on'> {
  const all = [definition.on].flat() as readonly unknown[];
  const changed = all.map((one) => {
    const { trigger } = (typeof one === 'object' ? one : {}) as { trigger?: { kind: string } };
    return trigger?.kind === 'inactive'
      ? { ...(one as object), trigger: { ...trigger, after } }
      : one;
  });
  if (changed.every((one, index) => one === all[index])) {
    throw problem(
      `on=… changes the days of silence, and ${definition.id} does not begin with inactive()`,
    );
  }
  return { on: changed as unknown as AnyDefinition['on'] };
}

/** The journey with other settings. @throws PermanentError `BACKTEST_INVALID` for one that it does not have */
export function withSettings(
  definition: AnyDefinition,
  { on, within, reenter, holdout }: Settings,
): AnyDefinition {
  const { goal, reenter: before, ...rest } = definition;
  if (within !== undefined && !goal) {
    throw problem(`within=… changes the goal's window, and ${definition.id} has no goal`);
  }
  const again = reenter === undefined ? before : reenterOf(reenter);
  return {
    ...rest,
    ...(on !== undefined && onQuiet(definition, on)),
    ...(goal && { goal: within === undefined ? goal : { ...goal, within: within as Duration } }),
    ...(again !== undefined && { reenter: again }),
    ...(holdout !== undefined && { holdout: holdout as `${number}%` }),
  };
}

const reenterOf = (value: string): AnyDefinition['reenter'] =>
  value === 'once'
    ? undefined
    : value === 'always' || value === 'restart'
      ? value
      : { after: value as Duration };

const days = (ms: number): string => `${String(Math.round((ms / DAY) * 10) / 10)} days`;

/** A journey's settings in words. */
export function settingsOf({ on, reenter, goal, holdout }: JourneySpec): {
  on: string;
  reenter: string;
  goal?: string;
  holdout: number;
} {
  const starts = on.map((one) => {
    if (!('trigger' in one)) return one.event;
    const { trigger } = one;
    if (trigger.kind === 'inactive') return `${trigger.after} without ${trigger.of.join(' or ')}`;
    if (trigger.kind === 'entered') return `comes into ${trigger.segment}`;
    return trigger.kind === 'onDate' ? `the date ${trigger.fact}` : `each ${String(trigger.days)}`;
  });
  const again = typeof reenter === 'object' ? `after ${days(reenter.after)}` : (reenter ?? 'once');
  return {
    on: starts.join(', '),
    reenter: again,
    ...(goal && { goal: `${goal.event} within ${days(goal.within)}` }),
    holdout,
  };
}
