import { publicFields, type Meaning, type ShopCatalog } from '../../catalog';
import {
  concerns,
  DAY,
  fieldsEqual,
  matches,
  startsOn,
  type Instant,
  type JourneySpec,
  type JsonObject,
  type RunInput,
  type Scalar,
  type WaitInput,
} from '../../engine';
import { anotherThan } from '../another';
import { saying } from '../stories/happened';
import { gated } from './gated';
import { isLived, type Known } from './known';
import type { Moment, MomentOf, Walk } from './walk';
import { happening } from './walks';

/** What injecting needs to know of a journey. */
export interface Place {
  readonly spec: JourneySpec;
  readonly catalog: ShopCatalog;
  readonly start: Instant;
  readonly known: Known;
}

/** Something that may happen to anyone, and what it makes a difference to. */
export interface Injection {
  readonly means: Meaning;
  readonly touches: (moment: Moment) => boolean;
}

type Per = RunInput['per'];
type Event = { readonly event: string; readonly properties: JsonObject };

/** Early, late and just before the end of a wait. */
function instants(from: number, to: number): number[] {
  if (to <= from) return [from];
  const late = to - Math.min(DAY, Math.floor((to - from) / 2));
  return [...new Set([from, late, to - 1])];
}

const perOf = ({ per }: JourneySpec, [entry]: readonly Moment[]): Per => {
  const value = per !== undefined && entry?.kind === 'event' ? entry.properties[per] : undefined;
  return per === undefined || value === undefined
    ? undefined
    : { field: per, value: value as Scalar };
};

/** Whether a wait would take the event; for clicks of a message of ours, none would. */
const wants = (wait: WaitInput, { event, properties }: Event, per: Per): boolean =>
  wait.kind === 'event' &&
  wait.message === undefined &&
  wait.events.includes(event) &&
  concerns(properties, per) &&
  fieldsEqual(properties, wait.where);

/** Whether it ends the run, or ends the wait it falls in: those are paths of the journey's own. */
function isPartOfStory(
  { spec }: Place,
  event: Event,
  at: number,
  { per, wait }: { per: Per; wait: WaitInput },
): boolean {
  const { goal, exit } = spec;
  const reached = goal?.event === event.event && at <= goal.within;
  const named = { name: event.event, properties: event.properties };
  const ended = exit.some((match) => matches(named, match)) && concerns(event.properties, per);
  const restarts = spec.reenter === 'restart' && startsOn(spec, named, undefined);
  return reached || ended || restarts || wants(wait, event, per);
}

/** An event that has come already is taken by the next wait for it: where that took another or none, it is no such path. */
function isTakenLater(after: readonly Moment[], event: Event, per: Per): boolean {
  const index = after.findIndex((one) => one.kind === 'wait' && wants(one.wait, event, per));
  if (index < 0) return true;
  const next = after[index + 1];
  return next?.kind === 'event' && next.event === event.event;
}

/** What tells of something that was not there before. */
const BEGINS: readonly (Meaning | undefined)[] = ['order', 'inquiry opened'];

/**
 * About what the customer did last on this walk: the order that is given back is the one they placed. What is new is
 * another than all of them.
 */
function fitted(catalog: ShopCatalog, event: Event, before: readonly Moment[], per: Per): Event {
  const { schema, id: own, means } = catalog.events[event.event] ?? {};
  const shape = schema?.shape ?? {};
  const fresh = BEGINS.includes(means) ? own : undefined;
  const ids = Object.keys(shape).filter((field) => field.endsWith('_id') && field !== fresh);
  const set: Record<string, JsonObject[string]> = {};
  for (const moment of before) {
    if (moment.kind !== 'event') continue;
    for (const id of ids) if (moment.properties[id] !== undefined) set[id] = moment.properties[id];
  }
  if (per && Object.hasOwn(shape, per.field)) set[per.field] = per.value;
  const named = before.flatMap((one) =>
    one.kind === 'event' ? [one.properties[fresh ?? '']] : [],
  );
  const [last = event.properties[fresh ?? '']] = named.filter((one) => one !== undefined).reverse();
  if (fresh !== undefined && last !== undefined) set[fresh] = anotherThan(last);
  return { ...event, properties: { ...event.properties, ...set } };
}

/** Every event of this meaning in each of its samples. */
function* samplesOf(catalog: ShopCatalog, means: Meaning): Generator<Event> {
  for (const [event, entry] of Object.entries(catalog.events)) {
    if (entry.means !== means) continue;
    for (const sample of Object.values(entry.samples))
      yield { event, properties: publicFields(catalog, event, sample) };
  }
}

function* inWait(place: Place, walk: Walk, index: number, sample: Event): Generator<Walk> {
  const { catalog, spec, start, known } = place;
  const before = walk.moments.slice(0, index + 1);
  const after = walk.moments.slice(index + 1);
  const { at: from, wait, until } = walk.moments[index] as MomentOf<'wait'>;
  const per = perOf(spec, walk.moments);
  const event = fitted(catalog, sample, before, per);
  if (!isTakenLater(after, event, per)) return;
  for (const at of instants(from, Math.min(until, after[0]?.at ?? walk.over))) {
    if (isPartOfStory(place, event, at, { per, wait })) continue;
    const says = saying(catalog, event.event);
    const moment = { at, ...happening(catalog, event, { injected: true, says }) };
    const moments = [...before, moment, ...after];
    const changed = { ...walk, moments, turns: walk.turns + 1 };
    // Nothing else changes what the gate says.
    const isNo = moment.means === 'unsubscribe';
    const injected = isNo ? gated(changed, catalog, spec.id) : changed;
    if (injected && isLived(injected, known, start)) yield injected;
  }
}

/**
 * One walk, and on it, once, in each wait before something that it touches, early, late and just before the wait's end,
 * what may happen to anyone. Nothing is played for it: what neither ends a wait nor the run leaves the path as it is, and a walk on which
 * it would have is left out, for the journey has that path of its own.
 */
export function* injectedInto(
  place: Place,
  walk: Walk,
  { means, touches }: Injection,
): Generator<Walk> {
  const last = walk.moments.findLastIndex(touches);
  for (const sample of last < 0 ? [] : samplesOf(place.catalog, means)) {
    for (const [index, moment] of walk.moments.slice(0, last).entries()) {
      if (moment.kind === 'wait') yield* inWait(place, walk, index, sample);
    }
  }
}
