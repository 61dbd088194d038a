import type { ShopCatalog } from '../../catalog';
import type { Instant } from '../../engine';
import type { DiaryEntry, SentMessage } from '../diary';
import type { Happening } from '../scenario';
import type { Rendered } from './rendered';
import { clockOf, wordsOf, type Telling } from './words';

/** A simulated customer's story, with all that it takes to show it. */
export interface ToldStory {
  /** `Win back a quiet customer`, or what else is shown. */
  readonly title: string;
  /** Over all journeys: who does what must be said. */
  readonly isShop: boolean;
  /** ms since epoch. */
  readonly start: Instant;
  readonly zone: string;
  /** What the customer reads. */
  readonly locale: string;
  readonly diary: readonly DiaryEntry[];
  readonly rendered: ReadonlyMap<SentMessage, Rendered>;
  readonly left: readonly Happening[];
  /** Journeys that they have been too quiet for since before the story. */
  readonly quiet: readonly string[];
  /** Journeys that look at the customer after the story's end. `at`: ms after its start. */
  readonly ahead: readonly { readonly journey: string; readonly at: number }[];
}

/** A moment as it is shown: what happens, or a message. */
export interface Shown {
  /** Of the customer's calendar, from 0. */
  readonly day: number;
  readonly time: string;
  readonly kind: DiaryEntry['kind'];
  /** Left out: the customer's own. */
  readonly journey?: string;
  readonly words: string;
  readonly message?: Rendered;
  readonly template?: string;
}

/** The story's moments, in order, in words. */
export function shownOf(story: ToldStory, catalog: ShopCatalog): readonly Shown[] {
  const telling: Telling = { catalog, clock: clockOf(story.start, story.zone) };
  const { clock } = telling;
  return story.diary.flatMap((entry): Shown[] => {
    const words = wordsOf(entry, telling);
    if (words === undefined) return [];
    const { kind, at } = entry;
    const message = kind === 'message' ? story.rendered.get(entry) : undefined;
    return [
      {
        ...{ day: clock.day(at), time: clock.time(at), kind, words },
        ...('journey' in entry && { journey: entry.journey }),
        ...(kind === 'message' && { template: entry.template }),
        ...(message && { message }),
      },
    ];
  });
}

const whatIs = (one: Happening): string => {
  if ('event' in one) return one.event;
  if ('segments' in one) return `being in ${Object.keys(one.segments).join(', ')}, or not,`;
  if ('facts' in one) return `a change of ${Object.keys(one.facts).join(', ')}`;
  return Object.keys(one).find((key) => !['at', 'of', 'after'].includes(key)) ?? 'it';
};

/** Where and when it is played. */
export const settingOf = ({ start, zone, locale }: ToldStory): string =>
  `One customer, from ${clockOf(start, zone).time(0)} by the clock of ${zone}, reading ${locale}`;

/** What is said below the story. */
export function notesOf({ left, quiet, ahead, start, zone }: ToldStory): readonly string[] {
  const clock = clockOf(start, zone);
  const after = left.map((one) => {
    if (!('of' in one)) return `${whatIs(one)} did not happen: the story was over before it.`;
    return `${whatIs(one)} did not happen: ${one.of} never came.`;
  });
  const later = ahead.map(
    ({ journey, at }) =>
      `Still ahead: ${journey} looks at them on ${clock.time(at)}, day ${String(clock.day(at))}.`,
  );
  const before = quiet.map(
    (journey) =>
      `${journey} does not begin by a silence that was whole before the start: only the next one counts.`,
  );
  return [...after, ...before, ...later];
}
