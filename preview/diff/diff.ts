import { catalog as shopCatalog, type ShopCatalog } from '../../catalog';
import { PermanentError, type AnyDefinition, type JourneySpec } from '../../engine';
import type { ExploreOptions } from '../exploration';
import { explore } from '../explore';
import { storiesOf, type Stories, type Story } from '../stories/stories';
import { whenAndWhere } from '../when-where';
import { branchesOf, type Branch } from './branches';
import { differences, tellingOf } from './differences';
import { catalogOf, linkedJourneys, type Released } from './linked';
import { gets, pairsOf } from './pairs';
import { termsDiffer } from './terms';
import { textsDiffer, type TextDiff } from './texts';

/** What is to be published: the journeys and templates of the working tree. */
export interface Working {
  readonly journeys: readonly AnyDefinition[];
  /** Path below templates/ → text. */
  readonly templates: Readonly<Record<string, string>>;
}

/** A story that is told otherwise. */
export interface ChangedStory {
  /** As the release tells it. */
  readonly before: Story;
  readonly after: Story;
  /** In words: `gets incentive on day 5 instead of day 7`. */
  readonly differs: readonly string[];
}

/** What customers of a journey will receive differently. */
export interface JourneyDiff {
  readonly journey: string;
  readonly is: 'new' | 'gone' | 'in both';
  /** Who gets in, how often, and what ends it: in words, where it differs. */
  readonly terms: readonly string[];
  /** Stories that only the working tree has, but for those that part from one there was by one thing. */
  readonly added: readonly Story[];
  readonly gone: readonly Story[];
  /** Where one thing more is looked at now, or was. */
  readonly branches: readonly Branch[];
  readonly changed: readonly ChangedStory[];
  readonly texts: readonly TextDiff[];
  /** All stories, as the release has them; nothing where it has no such journey. */
  readonly before: Stories | undefined;
  readonly after: Stories | undefined;
}

interface Version {
  readonly spec: JourneySpec;
  readonly stories: Stories;
}

async function versionOf(
  definition: AnyDefinition | undefined,
  options: ExploreOptions & { readonly catalog: ShopCatalog },
): Promise<Version | undefined> {
  if (!definition) return undefined;
  const exploration = await explore(definition, options);
  return { spec: exploration.spec, stories: storiesOf(exploration, options.catalog) };
}

/**
 * A release is told with the catalogue as it is now: what it names must still be there.
 * @throws PermanentError `RELEASE_UNREADABLE`
 */
async function releasedVersion(
  release: string,
  ...[definition, options]: Parameters<typeof versionOf>
): Promise<Version | undefined> {
  const unreadable = (error: string): never => {
    throw new PermanentError('RELEASE_UNREADABLE', { release, error });
  };
  const version = await versionOf(definition, options).catch((error: unknown) =>
    unreadable(error instanceof Error ? error.message : String(error)),
  );
  const lost = version?.stories.ends.find((end) => end.startsWith('stuck: NOT_IN_CATALOG'));
  return lost === undefined ? version : unreadable(lost.replace(/^[^:]*: /, ''));
}

const messagesOf = (journey: string, versions: readonly (Version | undefined)[]): string[] => {
  const all = versions.flatMap((one) => one?.stories.stories ?? []).flatMap(gets);
  const sent = all.flatMap((one) => (one.kind === 'message' ? [one.template] : []));
  return [...new Set(sent)].sort((a, b) => {
    const own = (name: string): number => Number(!name.startsWith(`${journey}/`));
    return own(a) - own(b);
  });
};

/** The trigger's own objects come out of another context: told as JSON, two are the same when they say the same. */
const plain = (spec: JourneySpec): JourneySpec => JSON.parse(JSON.stringify(spec)) as JourneySpec;

function compared(
  journey: string,
  before: Version | undefined,
  after: Version | undefined,
  catalog: ShopCatalog,
): Omit<JourneyDiff, 'texts'> {
  const sides = { before: before?.stories, after: after?.stories };
  const none = { terms: [], changed: [], branches: [] };
  if (!before || !after) {
    const [gone, added] = [before?.stories.stories ?? [], after?.stories.stories ?? []];
    return { journey, is: before ? 'gone' : 'new', ...none, gone, added, ...sides };
  }
  const telling = tellingOf(after.stories);
  const pairs = pairsOf(before.stories, after.stories);
  const changed = pairs.flatMap((pair): ChangedStory[] => {
    if (!pair.before || !pair.after) return [];
    const differs = differences(pair.before, pair.after, telling);
    return differs.length === 0 ? [] : [{ before: pair.before, after: pair.after, differs }];
  });
  const [old, now] = [before.stories.stories, after.stories.stories];
  const only = (side: 'before' | 'after', other: 'before' | 'after'): Story[] =>
    pairs.flatMap((pair) => (pair[side] && !pair[other] ? [pair[side]] : []));
  const added = branchesOf(only('after', 'before'), old, 'new', telling, catalog);
  const gone = branchesOf(only('before', 'after'), now, 'gone', telling, catalog);
  return {
    ...sides,
    journey,
    is: 'in both',
    changed,
    terms: termsDiffer(plain(before.spec), plain(after.spec)),
    added: added.rest,
    gone: gone.rest,
    branches: [...added.branches, ...gone.branches],
  };
}

const isText = (path: string): boolean => /\.(hbs|mjml)$/.test(path);

/**
 * The journeys of a working tree beside those of a release, both told by the same samples of the catalogue.
 * @param only - ids of journeys; left out: all there are on either side
 * @throws PermanentError `RELEASE_UNREADABLE`, `JOURNEY_UNKNOWN`, `ZONE_UNKNOWN`, and what `explore` throws
 */
export async function diffOf(
  released: Released,
  working: Working,
  only?: readonly string[],
  options: ExploreOptions = {},
): Promise<readonly JourneyDiff[]> {
  const { catalog = shopCatalog } = options;
  whenAndWhere(catalog, options);
  const old = linkedJourneys(released);
  const now = new Map(working.journeys.map((one) => [one.id, one]));
  const texts = Object.fromEntries(
    Object.entries(released.templates).filter(([path]) => isText(path)),
  );
  const diffs: JourneyDiff[] = [];
  for (const journey of only ?? new Set([...now.keys(), ...old.keys()])) {
    if (!old.has(journey) && !now.has(journey)) {
      throw new PermanentError('JOURNEY_UNKNOWN', { journey });
    }
    const then = { ...options, catalog: catalogOf(released, catalog) };
    const before = await releasedVersion(released.id, old.get(journey), then);
    const after = await versionOf(now.get(journey), { ...options, catalog });
    const messages = messagesOf(journey, [before, after]);
    diffs.push({
      ...compared(journey, before, after, then.catalog),
      texts: textsDiffer(messages, texts, working.templates),
    });
  }
  return diffs;
}

/** Whether anybody receives anything differently. */
export const isDifferent = (diff: JourneyDiff): boolean => {
  const { is, terms, added, gone, branches, changed, texts } = diff;
  const all = [terms, added, gone, branches, changed, texts];
  return is !== 'in both' || all.some(({ length }) => length > 0);
};
