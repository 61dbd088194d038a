import { catalog as shopCatalog, type ShopCatalog } from '../catalog';
import { PermanentError, specOf, type AnyDefinition } from '../engine';
import { explore } from './explore';
import type { Exploration } from './exploration';
import { nearest } from './nearest';
import { awaitedIn } from './stories/happened';

/** Events that a journey names: what starts it, ends it, and what its waits look for. */
function eventsOf(definition: AnyDefinition, paths: Exploration['paths']): Set<string> {
  const { on, goal, exit } = specOf(definition);
  const awaited = paths.flatMap(({ trace }) => trace.steps.flatMap(({ step }) => awaitedIn(step)));
  const named = [...(goal ? [goal] : []), ...exit].map(({ event }) => event);
  return new Set([...on.map(({ event }) => event), ...named, ...awaited]);
}

function unknownEvent(names: ReadonlySet<string>, { events }: ShopCatalog): string | undefined {
  const unknown = [...names].find((name) => !Object.hasOwn(events, name));
  if (unknown === undefined) return undefined;
  const meant = nearest(unknown, Object.keys(events));
  return `the catalogue has no event '${unknown}'${meant === undefined ? '' : `; did you mean '${meant}'?`}`;
}

async function pathsOf(definition: AnyDefinition, catalog: ShopCatalog) {
  try {
    return (await explore(definition, { catalog })).paths;
  } catch (error) {
    // Many paths are no fault: what a look at each would find is `check`'s to say.
    if (error instanceof PermanentError && error.code === 'TOO_MANY_PATHS') return [];
    throw error;
  }
}

/**
 * Refuses journeys in which every customer on some path would come to stand, before anyone enters them.
 * @throws PermanentError `JOURNEY_FAULTY`, and what `explore` throws
 */
export async function refuseFaulty(
  journeys: readonly AnyDefinition[],
  catalog: ShopCatalog = shopCatalog,
): Promise<void> {
  for (const definition of journeys) {
    const starting = new Set(specOf(definition).on.map(({ event }) => event));
    const paths = unknownEvent(starting, catalog) ? [] : await pathsOf(definition, catalog);
    const stands = paths.find(({ trace }) => trace.stands?.startsWith('stuck'))?.trace.stands;
    const problem = unknownEvent(eventsOf(definition, paths), catalog) ?? stands;
    if (problem !== undefined) {
      throw new PermanentError('JOURNEY_FAULTY', { journey: definition.id, problem });
    }
  }
}
