import { factValue, type FactStates } from '../catalog';
import type { Instant, Json, JourneySpec, Trigger } from '../engine';
import { dateAfter, dateNamed, tickAfter, tickNamed } from './occurrences';
import {
  insideAt,
  isInside,
  RULES,
  silentAt,
  type Inside,
  type Known,
  type Rule,
  type Seen,
  type Subject,
} from './trigger-rules';

/** A journey's trigger with its key in the `due` table: `<journey>/<index in on>`. */
export interface KeyedTrigger<T extends Trigger = Trigger> {
  readonly key: string;
  readonly journey: string;
  readonly event: string;
  readonly trigger: T;
}

export const triggersOf = (journeys: readonly JourneySpec[]): KeyedTrigger[] =>
  journeys.flatMap(({ id, on }) =>
    on.flatMap((entry, index) =>
      'trigger' in entry
        ? [{ key: `${id}/${index}`, journey: id, event: entry.event, trigger: entry.trigger }]
        : [],
    ),
  );

/** Where it is kept that a customer is inside the segment of an `entered` trigger; null or nothing: outside. */
export const insideOf = (key: string): string => `inside ${key}`;

/** What comes of a look at a customer. */
export interface Looked extends Omit<Seen, 'inside'> {
  /** What changed of what is kept with the customer. */
  readonly keep?: Readonly<Record<string, Json>>;
}

const ruleOf = <T extends Trigger>(trigger: T) => RULES[trigger.kind] as unknown as Rule<T['kind']>;

function subjectOf(key: string, known: Known): Subject {
  const inside = known.states[insideOf(key)] as Inside | null | undefined;
  return { ...known, inside: inside ?? undefined };
}

/** What is to be kept, where it is not what was. */
function kept({ key, trigger }: KeyedTrigger, subject: Subject, inside: Inside | undefined) {
  const before = subject.inside;
  const isSame = before?.since === inside?.since && before?.told === inside?.told;
  if (trigger.kind !== 'entered' || isSame) return {};
  return { keep: { [insideOf(key)]: inside ?? null } };
}

/**
 * A trigger that is published: when to look at a customer for the first time, after this instant. What has passed is
 * skipped, and who is inside does not enter.
 */
export function firstLook(keyed: KeyedTrigger, known: Known, at: Instant): Looked {
  const { trigger } = keyed;
  const isIn = trigger.kind === 'entered' && isInside(known, trigger.segment, at);
  const inside = isIn ? { since: at, told: true } : undefined;
  const next = ruleOf(trigger).next(trigger, { ...known, inside }, at);
  return { next, ...kept(keyed, { ...known, inside: undefined }, inside) };
}

/** Whether an event moved what a look that is due was for: a date, or the way into a segment. */
function isMoved(trigger: Trigger, known: Known, before: FactStates, at: Instant): boolean {
  const was = { ...known, states: before };
  if (trigger.kind === 'every') {
    return isInside(was, trigger.in, at) !== isInside(known, trigger.in, at);
  }
  if (trigger.kind !== 'onDate') return false;
  const [then, now] = [was, known].map(({ catalog, states }) =>
    factValue(catalog, trigger.fact, states, at),
  );
  return then !== now;
}

/**
 * An event has changed what is known: when to look now. A look that is due already stays, unless the event moved what
 * it was for: a date that is moved into the past is skipped.
 * @param before - the facts before the event; left out: two customers are one now, and what was due for either stays
 * @param due - when the look was to be
 * @param at - when the event was accepted
 */
export function lookAfterEvent(
  keyed: KeyedTrigger,
  { known, before }: { readonly known: Known; readonly before?: FactStates },
  due: Instant | undefined,
  at: Instant,
): Looked {
  const { key, trigger } = keyed;
  if (trigger.kind === 'inactive') {
    // What was worked off stays away until one of its events comes; one from long ago is silence at once.
    const silent = silentAt(trigger, known.states);
    return { next: silent === silentAt(trigger, before ?? {}) ? due : silent };
  }
  const subject = subjectOf(key, known);
  let { inside } = subject;
  if (trigger.kind === 'entered') {
    const was = isInside({ ...known, states: before ?? known.states }, trigger.segment, at);
    inside = insideAt(insideAt(inside, was, at), isInside(known, trigger.segment, at), at);
  }
  const isOpen = due !== undefined && due <= at && !(before && isMoved(trigger, known, before, at));
  const next = isOpen ? due : ruleOf(trigger).next(trigger, { ...known, inside }, at);
  return { next, ...kept(keyed, subject, inside) };
}

/** A look that has come due: what is to be told, and when to look again. */
export function lookWhenDue(keyed: KeyedTrigger, known: Known, due: Instant, now: Instant): Looked {
  const subject = subjectOf(keyed.key, known);
  const { inside, ...looked } = ruleOf(keyed.trigger).look(keyed.trigger, subject, due, now);
  return { ...looked, ...kept(keyed, subject, inside) };
}

/** A look as it is kept. `occurrence`: the name of what it is for, which stays when the customer moves. */
export interface KeptLook {
  readonly at: Instant;
  readonly occurrence?: string | undefined;
}

/** A look as it is to be kept. @param at - when it is to be, where the customer is now */
export function keptLook({ trigger }: KeyedTrigger, known: Known, at: Instant): KeptLook {
  const next = (): { readonly at: Instant; readonly id: string } | undefined => {
    if (trigger.kind === 'every') return tickAfter(trigger, known, at - 1);
    if (trigger.kind !== 'onDate') return undefined;
    const date = factValue(known.catalog, trigger.fact, known.states, at - 1);
    return dateAfter(trigger, date, known, at - 1);
  };
  const one = next();
  return { at, ...(one?.at === at && { occurrence: one.id }) };
}

/** When what a look is for comes where the customer is now: who went east may have it behind them, and is still told. */
export function lookHere(
  { trigger }: KeyedTrigger,
  known: Known,
  { at, occurrence }: KeptLook,
): Instant {
  if (occurrence === undefined) return at;
  if (trigger.kind === 'every') return tickNamed(trigger, occurrence, known);
  return trigger.kind === 'onDate' ? dateNamed(trigger, occurrence, known) : at;
}
