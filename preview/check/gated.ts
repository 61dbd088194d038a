import { askingChannels, type ShopCatalog } from '../../catalog';
import { decide, isAllowed, isWithdrawn, type ConsentWord } from '../../gate';
import { takenBack, wordsOn } from '../taken-back';
import type { Message, Moment, Walk } from './walk';

/** Of somebody who said yes to everything. */
function everyYes(catalog: ShopCatalog): ConsentWord[] {
  return Object.entries(catalog.topics).flatMap(([topic, rules]) =>
    askingChannels(rules).map((channel) => ({ topic, channel, granted: true, at: -1 })),
  );
}

/** What a moment says of consents. */
function wordsIn(catalog: ShopCatalog, moment: Moment): ConsentWord[] {
  const isYes = moment.kind === 'effect' && moment.effect === 'grant-consent';
  const words = isYes ? wordsOn(catalog, moment.input, true) : [];
  const nos = moment.kind === 'event' ? takenBack(catalog, moment.event, moment.properties) : [];
  return [...words, ...nos].map((word) => ({ ...word, at: moment.at }));
}

/** What the gate says of a message to somebody who has an address for everything. */
function stopOf(
  catalog: ShopCatalog,
  words: readonly ConsentWord[],
  { at, topic, channels }: Moment & Message,
): string | undefined {
  const facts = channels.map((channel) => ({
    ...{ channel, address: true, suppressed: false },
    consent: isAllowed(catalog, words, topic, channel),
  }));
  const decision = decide(
    {
      ...{ paused: false, verdict: null, erased: false, due: at },
      ...{ available: true, deliverable: true, template: { channels: facts } },
    },
    at,
  );
  return decision.status === 'skip' ? decision.reason : undefined;
}

/** Whether the journey looks at whether this was sent, so that another path tells of its being skipped. */
const isRead = ({ path }: Walk, step: string | undefined): boolean =>
  (path.choices.find((choice) => choice.step === step)?.among.length ?? 0) > 1;

/**
 * The walk as the gate lets it be for the most willing customer: what cannot go says why, and where all consent of the
 * journey is taken back, it is over.
 * @returns `undefined` where what was injected makes it another path: the journey is told that a message did not go
 */
export function gated(walk: Walk, catalog: ShopCatalog, journey: string): Walk | undefined {
  const words = everyYes(catalog);
  const said: ConsentWord[] = [];
  const moments: Moment[] = [];
  let injected = false;
  for (const moment of walk.moments) {
    injected ||= moment.kind === 'event' && moment.injected;
    if (moment.kind === 'message') {
      const stopped = stopOf(catalog, said.length > 0 ? [...words, ...said] : words, moment);
      if (stopped !== undefined && injected && isRead(walk, moment.step)) return undefined;
      moments.push(stopped === undefined ? moment : { ...moment, stopped });
    } else moments.push(moment);
    const told = wordsIn(catalog, moment);
    said.push(...told);
    if (injected && told.length > 0 && isWithdrawn(catalog, [...words, ...said], journey))
      return { ...walk, moments, end: 'consent withdrawn', over: moment.at };
  }
  return { ...walk, moments };
}

/** Where on a walk its journey records a yes to this topic: indices of moments. */
export const grantsOf = ({ moments }: Walk, topic: string): readonly number[] =>
  moments.flatMap((one, index) =>
    one.kind === 'effect' && one.effect === 'grant-consent' && one.input['topic'] === topic
      ? [index]
      : [],
  );
