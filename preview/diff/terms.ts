import { DAY, HOUR, MINUTE, type EntrySpec, type JourneySpec, type Trigger } from '../../engine';
import { plural } from '../stories/text';

const listed = (all: readonly string[], word: string): string =>
  all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} ${word} ${all.at(-1) ?? ''}`;

const UNITS = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
] as const;

/** To the minute, which is as fine as a duration can be: `36 hours`. */
function exactly(ms: number): string {
  const [unit, name] = UNITS.find(([one]) => ms % one === 0) ?? [MINUTE, 'minute'];
  return plural(ms / unit, name);
}

const local = (at: string | undefined): string => (at === undefined ? '' : ` at ${at}`);

function triggerWords(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'inactive':
      return `${trigger.after} without ${listed(trigger.of, 'or')}`;
    case 'entered':
      return `coming into “${trigger.segment}”`;
    case 'onDate': {
      const before = trigger.before === undefined ? 'on' : `${trigger.before} before`;
      const each = trigger.every === undefined ? '' : ' each year';
      return `${before} “${trigger.fact}”${each}${local(trigger.at)}`;
    }
    case 'every': {
      const days = listed([trigger.days].flat(), 'and').replace('weekdays', 'weekday');
      return `every ${days}${local(trigger.at)} for “${trigger.in}”`;
    }
  }
}

function entryWords(entry: EntrySpec): string {
  if ('trigger' in entry) return triggerWords(entry.trigger);
  const where = Object.entries(entry.where ?? {}).map(
    ([name, value]) => `${name} ${String(value)}`,
  );
  return where.length === 0 ? entry.event : `${entry.event} with ${listed(where, 'and')}`;
}

function againWords(reenter: JourneySpec['reenter']): string {
  if (reenter === undefined) return 'never again';
  if (reenter === 'always') return 'again once it is over';
  return reenter === 'restart'
    ? 'again at once, from the start'
    : `again after ${exactly(reenter.after)}`;
}

/** Everything that is settled before the story begins: who gets in, how often, and what ends it. */
const TERMS: Readonly<Record<string, (spec: JourneySpec) => string>> = {
  'is called': ({ title }) => `“${title}”`,
  'begins with': ({ on }) => listed(on.map(entryWords), 'or'),
  'is for': ({ only }) => (only === undefined ? 'everyone' : `those who are “${only}”`),
  'is had once for each': ({ per }) => per ?? 'customer',
  'takes a customer in': ({ reenter }) => againWords(reenter),
  'has for its goal': ({ goal }) =>
    goal === undefined ? 'none' : `${goal.event} within ${exactly(goal.within)}`,
  'is left by': ({ exit }) => (exit.length === 0 ? 'nothing' : listed(exit.map(entryWords), 'or')),
  'holds out': ({ holdout }) => (holdout === 0 ? 'nobody' : `${String(holdout)} %`),
};

/** What differs before the story begins, in words. */
export const termsDiffer = (before: JourneySpec, after: JourneySpec): string[] =>
  Object.entries(TERMS).flatMap(([what, wordsOf]) => {
    const [old, now] = [wordsOf(before), wordsOf(after)];
    return old === now ? [] : [`${what} ${now} instead of ${old}`];
  });
