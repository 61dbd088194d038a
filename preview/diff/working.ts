import { join } from 'node:path';
import { readTemplates } from '../../messages';
import { loadJourneys } from '../source/load';
import type { ExploreOptions } from '../exploration';
import { diffOf, type JourneyDiff } from './diff';
import type { Released } from './linked';

const TEMPLATES = join(__dirname, '../../templates');

/**
 * The working tree, read anew from its files, beside a release.
 * @param journey - an id; left out: every journey of either side
 * @throws PermanentError `RELEASE_UNREADABLE`, `JOURNEY_UNKNOWN`, `JOURNEYS_UNREADABLE`, and what `explore` throws
 */
export async function releaseDiff(
  released: Released,
  journey: string | undefined,
  options: ExploreOptions = {},
): Promise<readonly JourneyDiff[]> {
  const { journeys } = loadJourneys();
  const templates = await readTemplates(TEMPLATES);
  const only = journey === undefined ? undefined : [journey];
  return diffOf(released, { journeys, templates }, only, options);
}
