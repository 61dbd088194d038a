import { awaitSteps } from './await-steps';
import { boundedLoops } from './bounded-loops';
import { catalogNames } from './catalog-names';
import { durationsAndClocks } from './durations-and-clocks';
import { oneLine } from './one-line';
import { onlySteps } from './only-steps';
import { ownModules } from './own-modules';
import { ownState } from './own-state';
import { selfContained } from './self-contained';
import { splitWeights } from './split-weights';

const rules = {
  'await-steps': awaitSteps,
  'bounded-loops': boundedLoops,
  'catalog-names': catalogNames,
  'durations-and-clocks': durationsAndClocks,
  'one-line': oneLine,
  'only-steps': onlySteps,
  'own-modules': ownModules,
  'own-state': ownState,
  'self-contained': selfContained,
  'split-weights': splitWeights,
};

/** What an author of journeys is told while writing. An ESLint plugin, used under the name `journey`. */
export const authorRules = {
  meta: { name: 'perennial-journey' },
  rules,
  everyRule: Object.fromEntries(Object.keys(rules).map((name) => [`journey/${name}`, 'error'])),
};
