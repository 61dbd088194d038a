import type { ShopCatalog } from '../../catalog';
import type { AnyDefinition } from '../../engine';
import type { Exploration, ExploreOptions } from '../exploration';
import { explore } from '../explore';
import { loadJourneys } from '../source/load';
import { Watch, type Unreached } from '../source/reached';
import { storiesOf, type Stories } from './stories';

/** Journeys as they were read from their files, told. */
export interface Told {
  readonly journeys: readonly AnyDefinition[];
  /** In their order. */
  readonly explorations: readonly Exploration[];
  /** In their order. */
  readonly stories: readonly Stories[];
  /** Theirs, or the one that was asked for. */
  readonly catalog: ShopCatalog;
  /** Branches of those files that no sample led to. */
  readonly unreached: readonly Unreached[];
}

/**
 * Reads journeys anew, explores them, and notes what no sample led to.
 * @param what - a file, or the id of a shipped journey; left out: all that are shipped
 * @throws PermanentError `JOURNEY_UNKNOWN`, `JOURNEYS_UNREADABLE`, and what `explore` throws
 */
export async function told(what: string | undefined, options: ExploreOptions = {}): Promise<Told> {
  const watch = new Watch();
  try {
    const { journeys, files, ...loaded } = loadJourneys(what);
    const { catalog = loaded.catalog } = options;
    const explorations: Exploration[] = [];
    for (const journey of journeys)
      explorations.push(await explore(journey, { ...options, catalog }));
    const stories = explorations.map((one) => storiesOf(one, catalog));
    return { journeys, explorations, stories, catalog, unreached: watch.unreached(files) };
  } finally {
    watch.end();
  }
}
