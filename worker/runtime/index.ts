import type { AnyDefinition, RunEnd } from '../../engine';
import { runJourney } from './run';
import type { WorkflowInput } from './wire';

/** One workflow type per journey, named by its id: what a release exports to Temporal. */
export const workflowsOf = (
  journeys: readonly AnyDefinition[],
): Record<string, (input: WorkflowInput) => Promise<RunEnd>> =>
  Object.fromEntries(
    journeys.map((journey) => [journey.id, (input) => runJourney(journey, input)]),
  );
