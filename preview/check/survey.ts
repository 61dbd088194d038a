import type { ShopCatalog } from '../../catalog';
import { PermanentError, type AnyDefinition } from '../../engine';
import type { Exploration, ExploreOptions } from '../exploration';
import { explore } from '../explore';
import type { Path } from '../path';
import { whenAndWhere } from '../when-where';
import { gated } from './gated';
import { isLived, Known } from './known';
import type { Checked } from './policy';
import type { Walk } from './walk';
import { walkOf } from './walks';

/** Every way through a journey. */
export type Surveyed = Pick<
  Checked,
  'walks' | 'impossible' | 'known' | 'start' | 'zone' | 'stopped'
>;

/** What there are policies about. */
const STOPS: readonly string[] = [
  'JOURNEY_UNBOUNDED',
  'TOO_MANY_PATHS',
  'NOT_A_STEP',
  'NOT_REPEATABLE',
];

type Found =
  | { readonly exploration: Exploration }
  | { readonly error: PermanentError; readonly path: Path | undefined };

async function explored(definition: AnyDefinition, options: ExploreOptions): Promise<Found> {
  let path: Path | undefined;
  const stopped = (one: Path): void => void (path = one);
  try {
    return { exploration: await explore(definition, { ...options, stopped }) };
  } catch (error) {
    if (!(error instanceof PermanentError) || !STOPS.includes(error.code)) throw error;
    return { error, path };
  }
}

/**
 * Every way through a journey as the gate lets it be, with events early and late.
 * @param depth - `plain`: early alone, without lines: of a journey that only runs beside another
 */
export async function survey(
  definition: AnyDefinition,
  catalog: ShopCatalog,
  options: ExploreOptions,
  depth: 'full' | 'plain',
): Promise<Surveyed> {
  const all: Walk[] = [];
  const { start, zone } = whenAndWhere(catalog, options);
  const isFull = depth === 'full';
  for (const events of isFull ? (['early', 'late'] as const) : (['early'] as const)) {
    const found = await explored(definition, { ...options, catalog, events, places: isFull });
    if ('error' in found) {
      const { error, path } = found;
      const known = new Known(catalog, start);
      const stopped = { error, walk: path && walkOf(path, catalog) };
      return { walks: [], impossible: [], known, start, zone, stopped };
    }
    for (const path of found.exploration.paths) {
      const walk = gated(walkOf(path, catalog, events === 'late'), catalog, definition.id);
      if (walk) all.push(walk);
    }
  }
  const known = new Known(catalog, start);
  const lived = new Set(all.filter((walk) => isLived(walk, known, start)));
  const impossible = all.filter((walk) => !lived.has(walk));
  return { walks: [...lived], impossible, known, start, zone };
}
