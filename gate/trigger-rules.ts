import { factValue, inSegment, lastOf, type FactStates, type ShopCatalog } from '../catalog';
import { parseDuration, type Instant, type Json, type Trigger } from '../engine';
import { dateAfter, lastBetween, tickAfter, type Local, type Occurrence } from './occurrences';

/** What is known of a customer. */
export interface Known extends Local {
  readonly catalog: ShopCatalog;
  /** Their facts, and what looks gave to `keep` with them. */
  readonly states: FactStates;
}

/** Inside the segment of an `entered` trigger: since when, and whether its event was written. Kept with the customer. */
export type Inside = Readonly<{ since: Instant; told: boolean }>;

/** What is to be told: one event, `id` making it one for ever. */
export interface Told {
  readonly id: string;
  readonly properties: Readonly<Record<string, Json>>;
}

type Of<K extends Trigger['kind']> = Extract<Trigger, { kind: K }>;
export interface Seen {
  readonly tell?: Told;
  /** When to look again, if ever. */
  readonly next?: Instant | undefined;
  readonly inside?: Inside | undefined;
}
/** A customer as one trigger knows them. */
export interface Subject extends Known {
  readonly inside: Inside | undefined;
}
/** What a sort of trigger waits for. */
export interface Rule<K extends Trigger['kind']> {
  /** When to look next, after an instant; earlier only for what is known already and not yet told. */
  next(trigger: Of<K>, known: Subject, after: Instant): Instant | undefined;
  /** @param due - when this look was to be */
  look(trigger: Of<K>, known: Subject, due: Instant, now: Instant): Seen;
}

const iso = (instant: Instant): string => new Date(instant).toISOString();
const earliest = (...instants: readonly (Instant | undefined)[]): Instant | undefined => {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
};

/** When one of these facts changes next without an event. */
function changeAfter(
  { catalog, states }: Known,
  facts: readonly string[],
  after: Instant,
): Instant | undefined {
  const changes = facts.map((name) => {
    const fact = Object.hasOwn(catalog.facts, name) ? catalog.facts[name] : undefined;
    return fact?.changesAt?.(states[name] ?? fact.start, after);
  });
  // One that is not ahead would be looked at without end.
  return earliest(...changes.map((at) => (at !== undefined && at > after ? at : undefined)));
}

const segmentFacts = ({ catalog }: Known, segment: string): readonly string[] =>
  (Object.hasOwn(catalog.segments, segment) ? catalog.segments[segment]?.facts : undefined) ?? [];

export const isInside = ({ catalog, states }: Known, segment: string, at: Instant): boolean =>
  inSegment(catalog, segment, states, at);

/** The newest of the events that an `inactive` trigger counts from: its name, and when it occurred. */
function newestOf(
  { of }: Of<'inactive'>,
  states: FactStates,
): { readonly event: string; readonly at: Instant } | undefined {
  const known = of.flatMap((event) => {
    const at = states[lastOf(event)];
    return typeof at === 'number' ? [{ event, at }] : [];
  });
  return known.reduce<(typeof known)[number] | undefined>(
    (newest, one) => (newest && newest.at >= one.at ? newest : one),
    undefined,
  );
}

/** When a customer will have been, or was, silent for so long. */
export function silentAt(trigger: Of<'inactive'>, states: FactStates): Instant | undefined {
  const newest = newestOf(trigger, states);
  return newest && newest.at + parseDuration(trigger.after);
}

const inactive: Rule<'inactive'> = {
  next(trigger, { states }, after) {
    const at = silentAt(trigger, states);
    return at !== undefined && at > after ? at : undefined;
  },
  look(trigger, { states }, _due, now) {
    const newest = newestOf(trigger, states);
    const at = silentAt(trigger, states);
    if (!newest || at === undefined) return {};
    if (at > now) return { next: at };
    const properties = { event: newest.event, since: iso(newest.at) };
    return { tell: { id: String(newest.at), properties } };
  },
};

/** Whether a customer is inside now, with what was known of it before; coming back begins anew. */
export const insideAt = (
  before: Inside | undefined,
  isIn: boolean,
  at: Instant,
): Inside | undefined => (isIn ? (before ?? { since: at, told: false }) : undefined);

const entered: Rule<'entered'> = {
  next({ segment }, known, after) {
    const { inside } = known;
    if (inside && !inside.told) return inside.since;
    return changeAfter(known, segmentFacts(known, segment), after);
  },
  look({ segment }, known, due, now) {
    const inside = insideAt(known.inside, isInside(known, segment, now), Math.min(due, now));
    const next = changeAfter(known, segmentFacts(known, segment), now);
    if (!inside || inside.told) return { next, inside };
    const tell = { id: String(inside.since), properties: { segment } };
    return { tell, next, inside: { ...inside, told: true } };
  },
};

/** The last of the dates that came between two instants, whatever the fact turned to meanwhile. */
function lastReached(
  trigger: Of<'onDate'>,
  known: Known,
  due: Instant,
  now: Instant,
): Occurrence | undefined {
  const { catalog, states } = known;
  let last: Occurrence | undefined;
  for (let from: Instant | undefined = due; from !== undefined && from <= now;) {
    const turn = changeAfter(known, [trigger.fact], from);
    // The date as it was to the last, too: a fact may turn to the one after when it is reached.
    for (const at of [from - 1, from]) {
      const date = factValue(catalog, trigger.fact, states, at);
      const next = (after: Instant) => dateAfter(trigger, date, known, after);
      const one = lastBetween(next, from, Math.min(turn ?? now, now));
      if (one && one.at >= (last?.at ?? one.at)) last = one;
    }
    from = turn;
  }
  return last;
}

const onDate: Rule<'onDate'> = {
  next(trigger, known, after) {
    const { catalog, states } = known;
    const date = factValue(catalog, trigger.fact, states, after);
    const occurrence = dateAfter(trigger, date, known, after);
    return earliest(occurrence?.at, changeAfter(known, [trigger.fact], after));
  },
  look(trigger, known, due, now) {
    const { fact } = trigger;
    const next = onDate.next(trigger, known, now);
    const reached = lastReached(trigger, known, due, now);
    if (!reached) return { next };
    return { tell: { id: reached.id, properties: { fact, date: reached.id } }, next };
  },
};

const every: Rule<'every'> = {
  next(trigger, known, after) {
    return isInside(known, trigger.in, after)
      ? tickAfter(trigger, known, after)?.at
      : changeAfter(known, segmentFacts(known, trigger.in), after);
  },
  look(trigger, known, due, now) {
    const next = every.next(trigger, known, now);
    if (!isInside(known, trigger.in, now)) return { next };
    const ticked = lastBetween((after) => tickAfter(trigger, known, after), due, now);
    if (!ticked) return { next };
    return { tell: { id: ticked.id, properties: { at: iso(ticked.at) } }, next };
  },
};

export const RULES: { readonly [K in Trigger['kind']]: Rule<K> } = {
  inactive,
  entered,
  onDate,
  every,
};
