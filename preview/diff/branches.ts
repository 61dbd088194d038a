import type { ShopCatalog } from '../../catalog';
import { happened } from '../stories/happened';
import type { Story } from '../stories/stories';
import { differences, type Telling } from './differences';
import { chosenOf, gets, MANY, nameOfReceived } from './pairs';
import { distance } from './sequence';

/** A story of one version that parts from a story of the other by one thing more that happens. */
export interface Branch {
  /** What happens more, in words: `is “vip”`. */
  readonly by: string;
  /** The story as it is now: of a branch that is gone, the one that its customers come to. */
  readonly after: Story;
  readonly differs: readonly string[];
}

/** The one key that the longer list has more; nothing where they differ otherwise. */
function oneMore(longer: readonly string[], shorter: readonly string[]): string | undefined {
  if (longer.length !== shorter.length + 1) return undefined;
  const rest = [...shorter];
  const more = longer.filter((key) => {
    const index = rest.indexOf(key);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
  return more.length === 1 ? more[0] : undefined;
}

const names = (story: Story): string[] => gets(story).map(nameOfReceived);

interface Known {
  readonly story: Story;
  readonly keys: readonly string[];
}

const known = (story: Story): Known => ({ story, keys: chosenOf(story).map(({ key }) => key) });

/** The nearest story with this end in which all of this happens but one thing, and that thing. */
function parted(
  { story, keys }: Known,
  others: readonly Known[],
): { from: Story; key: string } | undefined {
  const near = others.flatMap(({ story: from, keys: fewer }) => {
    const key = from.end === story.end ? oneMore(keys, fewer) : undefined;
    return key === undefined ? [] : [{ from, key, away: distance(names(story), names(from)) }];
  });
  return near.sort((a, b) => a.away - b.away)[0];
}

function wordsOf(story: Story, key: string, telling: Telling, catalog: ShopCatalog): string {
  const [path] = story.paths;
  const choice = chosenOf(story).find((one) => one.key === key)?.choice;
  return path && choice ? happened(choice, path, { catalog, day: telling.day }) : key;
}

/**
 * Stories of one version alone as branches of the other's, as far as they are any.
 * @param are - whether the branches are new, or gone
 */
export function branchesOf(
  stories: readonly Story[],
  others: readonly Story[],
  are: 'new' | 'gone',
  telling: Telling,
  catalog: ShopCatalog,
): { readonly branches: readonly Branch[]; readonly rest: readonly Story[] } {
  if (stories.length * others.length > MANY) return { branches: [], rest: stories };
  const all = others.map(known);
  const rest: Story[] = [];
  const branches = stories.flatMap((story): Branch[] => {
    const found = parted(known(story), all);
    const [before, after] = are === 'new' ? [found?.from, story] : [story, found?.from];
    const differs = before && after ? differences(before, after, telling) : [];
    if (found && after && differs.length > 0) {
      return [{ by: wordsOf(story, found.key, telling, catalog), after, differs }];
    }
    rest.push(story);
    return [];
  });
  return { branches, rest };
}
