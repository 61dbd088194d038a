import type { ShopCatalog } from '../../catalog';
import type { Instant } from '../../engine';
import type { Place } from '../source/places';
import { daysFrom } from '../stories/days';
import { worth } from '../stories/offers';
import { shortName } from '../stories/text';
import type { Breach } from './policy';
import type { Moment } from './walk';

/** One line of a path as it is told. */
export interface ToldMoment {
  /** The customer's own, counted from entry. */
  readonly day: number;
  /** ms after entry. */
  readonly at: number;
  readonly says: string;
  readonly step?: string;
  readonly place?: Place;
}

interface Telling {
  readonly journey: string;
  readonly catalog: ShopCatalog;
  readonly start: Instant;
  readonly zone: string;
}

function said(one: Moment, { journey, catalog, start, zone }: Telling): string {
  const { currency } = catalog.shop;
  switch (one.kind) {
    case 'event':
      return one.says;
    case 'message': {
      const codes = one.codes.map(({ given }) => worth(given, currency));
      const what = [shortName(one.template, journey), ...codes].join(' ');
      return one.stopped === undefined ? `gets ${what}` : `does not get ${what}: ${one.stopped}`;
    }
    case 'code': {
      const until = daysFrom(start, zone)(one.code.until);
      return `is given ${worth(one.code.given, currency)}, until day ${String(until)}`;
    }
    case 'effect':
      return one.effect.replaceAll('-', ' ');
    case 'nothing':
      return `nothing: ${shortName(one.what, journey)}, ${one.reason}`;
    case 'wait':
      return one.wait.kind === 'event' ? `waits for ${one.wait.events.join(' or ')}` : 'waits';
    case 'answer':
      return one.says;
  }
}

/** What a story need not tell: days tell of waits, and what is plain goes without saying. */
const isPlain = (one: Moment): boolean =>
  (one.kind === 'wait' && one.wait.kind !== 'event') || (one.kind === 'answer' && one.plain);

/** A path that goes round is told by its beginning and its end. */
const LONGEST = 16;
const HEAD = 9;

function shortened(path: readonly ToldMoment[]): readonly ToldMoment[] {
  const left = path.slice(HEAD, -2);
  const [first] = left;
  if (path.length <= LONGEST || !first) return path;
  const { day, at } = first;
  const between = { day, at, says: `… and so on, ${String(left.length)} more …` };
  return [...path.slice(0, HEAD), between, ...path.slice(-2)];
}

const lastOf = ({ at, walk }: Breach): number => {
  const index = at && walk ? walk.moments.indexOf(at) : -1;
  return index < 0 ? (walk?.moments.length ?? 0) : index + 1;
};

/** The path that breaks a policy, as far as the moment that does: what happens on which day. */
export function toldPath(breach: Breach, telling: Telling): readonly ToldMoment[] {
  const { walk, at: broken } = breach;
  if (!walk) return [];
  const day = daysFrom(telling.start, telling.zone);
  const isStopped = walk.stands?.startsWith('stopped') ?? false;
  const lines = walk.moments
    .slice(0, lastOf(breach))
    .filter((one) => one === broken || isStopped || !isPlain(one))
    .map((one) => {
      const { at, step, place } = one;
      return {
        ...{ day: day(at), at, says: said(one, telling) },
        ...(step !== undefined && { step }),
        ...(place !== undefined && { place }),
      };
    })
    .filter(({ says }) => says !== '');
  const { end, over } = walk;
  const ending = { day: day(over), at: over, says: `→ ${end ?? 'stands still'}` };
  return shortened(broken ? lines : [...lines, ending]);
}
