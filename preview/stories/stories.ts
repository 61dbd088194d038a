import { catalog as shopCatalog, type ShopCatalog } from '../../catalog';
import type { Exploration } from '../exploration';
import type { Path } from '../path';
import type { Trace } from '../trace';
import { daysFrom } from './days';
import { happenings } from './happened';
import type { Headcount } from './headcount';
import { receivedOn, storyKey, type Received } from './received';

/** What can happen to a customer, told once: all paths on which they get the same, when, and come to the same end. */
export interface Story {
  /** From 1, in the order of the listing. */
  readonly number: number;
  /** What happens, in words: of its plainest path. */
  readonly words: string;
  readonly received: readonly Received[];
  readonly end: string;
  /** It comes to no end: it stands still. */
  readonly isStuck: boolean;
  /** When its paths end, ms after entry. */
  readonly over: { readonly first: number; readonly last: number };
  /** How many of a real history took it, where they were counted. */
  readonly runs?: number;
  /** At least one, the plainest first. */
  readonly paths: readonly Path[];
}

export interface Stories {
  readonly journey: string;
  /** Entry, ms since epoch, and the customer's zone: by these days are counted. */
  readonly start: number;
  readonly zone: string;
  /** ISO 4217, of all that costs. */
  readonly currency: string;
  /** The shortest first. */
  readonly stories: readonly Story[];
  readonly ends: readonly string[];
  /** ms */
  readonly longest: number;
  /** The most that any one customer can get. Cost in the shop's currency. */
  readonly most: {
    readonly messages: Readonly<Record<string, number>>;
    readonly codes: number;
    readonly cost: number;
  };
  /** Named samples that paths were told by, as the catalogue has them. */
  readonly samples: readonly string[];
  /** Whom `runs` are of. */
  readonly headcount?: Headcount;
}

interface Told {
  readonly path: Path;
  readonly received: readonly Received[];
  readonly words: readonly string[];
  readonly trace: Trace;
}

const endOf = ({ end, stands }: Trace): string => end ?? stands ?? '';

function storyOf(alike: readonly Told[]): Omit<Story, 'number'> {
  const plainest = [...alike].sort((a, b) => a.words.length - b.words.length);
  const ats = alike.map(({ trace }) => trace.at);
  const [first] = plainest as [Told];
  return {
    words: first.words.join(', ') || 'nothing happens',
    received: first.received,
    end: endOf(first.trace),
    isStuck: first.trace.end === undefined,
    over: { first: Math.min(...ats), last: Math.max(...ats) },
    paths: plainest.map(({ path }) => path),
  };
}

/** Shortest first: by how much is received, then by how soon it is over. */
const byLength = (a: Omit<Story, 'number'>, b: Omit<Story, 'number'>): number =>
  a.over.last - b.over.last || a.received.length - b.received.length;

function mostOf(all: readonly Told[]): Stories['most'] {
  const messages: Record<string, number> = {};
  let [codes, cost] = [0, 0];
  for (const { received } of all) {
    const own: Record<string, number> = {};
    for (const one of received) {
      if (one.kind === 'message') own[one.channel] = (own[one.channel] ?? 0) + 1;
    }
    for (const [channel, count] of Object.entries(own))
      messages[channel] = Math.max(messages[channel] ?? 0, count);
    const given = received.flatMap((one) => (one.kind === 'code' ? [one.given] : []));
    codes = Math.max(codes, given.length);
    cost = Math.max(
      cost,
      given.reduce((sum, one) => sum + one.cost, 0),
    );
  }
  return { messages, codes, cost };
}

const SAMPLED: readonly string[] = ['entry', 'wait', 'get', 'do'];

function samplesOf(all: readonly Told[]): string[] {
  const names = all.flatMap(({ path }) =>
    path.choices
      .filter(({ kind, value }) => SAMPLED.includes(kind) && value !== null)
      .map(({ kind, step, chose }) =>
        kind === 'get' || kind === 'do' ? `${step.replace(/^get |#\d+$/g, '')}, ${chose}` : chose,
      ),
  );
  return [...new Set(names)].sort();
}

/**
 * The paths of a journey as people tell them: those on which the customer gets the same, at the same instants, and
 * comes to the same end, are one story. What only the journey notices is no story of its own.
 */
export function storiesOf(exploration: Exploration, catalog: ShopCatalog = shopCatalog): Stories {
  const { journey, start, zone } = exploration;
  const telling = { catalog, day: daysFrom(start, zone) };
  const alike = new Map<string, Told[]>();
  const all = exploration.paths.map((path): Told => {
    const { trace } = path;
    return { path, trace, received: receivedOn(path, catalog), words: happenings(path, telling) };
  });
  for (const told of all) {
    const key = storyKey(told.received, endOf(told.trace));
    const others = alike.get(key);
    if (others) others.push(told);
    else alike.set(key, [told]);
  }
  const stories = [...alike.values()].map(storyOf).sort(byLength);
  return {
    ...{ journey, start, zone, currency: catalog.shop.currency },
    stories: stories.map((story, index) => ({ number: index + 1, ...story })),
    ends: [...new Set(stories.map(({ end }) => end))],
    longest: Math.max(0, ...all.map(({ trace }) => trace.at)),
    most: mostOf(all),
    samples: samplesOf(all),
  };
}

/** Each step once: a wait with what ended it, be it an event that had come before it. */
function settled(steps: Trace['steps']): Trace['steps'] {
  const closed = new Set(steps.map(({ step }) => step).filter((step) => step.endsWith(' closed')));
  return steps
    .filter(({ step }) => !closed.has(`${step} closed`))
    .map((one) => ({ ...one, step: one.step.replace(/ closed$/, '') }));
}

/** What came of each step, without instants, channels and reasons: what a real run has in common with a path. */
const courseOf = ({ steps, end }: Trace): string =>
  JSON.stringify([
    settled(steps).map(({ step, outcome }) => {
      if (step.startsWith('get ')) return step;
      return `${step} ${outcome.replace(/^(sent|skipped|refused): .*/, '$1')}`;
    }),
    end,
  ]);

/**
 * Which story a run took, and by which of its paths, whenever what happened to it happened: a real one, or one over a
 * real history. Where paths part by a fact's value alone, the first of them.
 */
export function storyTeller(
  told: Stories,
): (trace: Trace) => { readonly story: Story; readonly path: Path } | undefined {
  const byCourse = new Map<string, { readonly story: Story; readonly path: Path }>();
  for (const story of told.stories) {
    for (const path of story.paths) {
      const course = courseOf(path.trace);
      if (!byCourse.has(course)) byCourse.set(course, { story, path });
    }
  }
  return (trace) => byCourse.get(courseOf(trace));
}
