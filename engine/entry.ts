import { bucket } from './hash';
import { matches, type EventRecord, type Scalar } from './match';
import type { RunInput } from './port';
import type { JourneySpec } from './spec';

/** An earlier enrollment of the same customer, journey and `per` value. Instants in ms since epoch, UTC. */
export interface EarlierEnrollment {
  readonly id: string;
  readonly enteredAt: number;
  readonly live: boolean;
}

export type TurnedAway =
  | 'not in segment'
  | 'segment at fault'
  | 'no value for per'
  | 'already entered once'
  | 'already in it'
  | 'too soon';

export type EntryDecision =
  | { readonly status: 'enter'; readonly per?: Scalar; readonly ends?: string }
  | { readonly status: 'held out'; readonly per?: Scalar; readonly ends?: string }
  | { readonly status: 'turned away'; readonly per?: Scalar; readonly reason: TurnedAway };

/** Whether an event is one that this journey starts on. `to`: the journey a trigger's event is addressed to. */
export const startsOn = (
  spec: JourneySpec,
  event: Pick<EventRecord, 'name' | 'properties'>,
  to: string | undefined,
): boolean =>
  to === undefined
    ? spec.on.some((on) => !('trigger' in on) && matches(event, on))
    : to === spec.id && spec.on.some((on) => 'trigger' in on && on.event === event.name);

/** Whether an event is this enrollment's own entry, told once more: by a browser and by a server, say. */
export const isOwnEntry = (
  spec: JourneySpec,
  per: RunInput['per'],
  event: Pick<EventRecord, 'name' | 'properties'>,
): boolean =>
  per !== undefined &&
  event.properties[per.field] === per.value &&
  startsOn(spec, event, undefined);

/** The value that keeps enrollments of one customer apart, or `undefined` without `per`. */
export function perValue(
  spec: JourneySpec,
  properties: Readonly<Record<string, unknown>>,
): Scalar | undefined {
  const value = spec.per === undefined ? undefined : properties[spec.per];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}

export const isHeldOut = (spec: JourneySpec, customer: string, salt: string): boolean =>
  spec.holdout > 0 && bucket(`${salt}:holdout:${spec.id}:${customer}`) < spec.holdout;

/**
 * Who may enter, decided in one place, in the transaction that writes the enrollment.
 * @param earlier - enrollments of this customer, journey and `per` value that entered or were held out
 * @param now - ms since epoch, UTC
 */
export function decideEntry(
  spec: JourneySpec,
  facts: {
    readonly customer: string;
    readonly properties: Readonly<Record<string, unknown>>;
    /** `at fault`: its code threw, so nobody knows. */
    readonly inSegment: boolean | 'at fault';
    readonly earlier: readonly EarlierEnrollment[];
    readonly now: number;
    readonly salt: string;
  },
): EntryDecision {
  const per = perValue(spec, facts.properties);
  const known = per === undefined ? {} : { per };
  const away = (reason: TurnedAway): EntryDecision => ({
    status: 'turned away',
    ...known,
    reason,
  });
  if (spec.per !== undefined && per === undefined) return away('no value for per');
  if (facts.inSegment === 'at fault') return away('segment at fault');
  if (!facts.inSegment) return away('not in segment');

  const live = facts.earlier.find((enrollment) => enrollment.live);
  const { reenter } = spec;
  if (reenter === undefined && facts.earlier.length > 0) return away('already entered once');
  if (live && reenter !== 'restart') return away('already in it');
  if (typeof reenter === 'object') {
    const last = Math.max(...facts.earlier.map((enrollment) => enrollment.enteredAt));
    if (facts.now < last + reenter.after) return away('too soon');
  }
  return {
    status: isHeldOut(spec, facts.customer, facts.salt) ? 'held out' : 'enter',
    ...known,
    ...(live && { ends: live.id }),
  };
}
