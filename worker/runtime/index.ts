import type { AnyDefinition, RunEnd } from '../../engine';
import { runJourney } from './run';
import type { WorkflowInput } from './wire';

/** A journey as Temporal runs it, with what it was made of: so that an old release can still be looked at. */
export type JourneyWorkflow = ((input: WorkflowInput) => Promise<RunEnd>) & {
  readonly definition: AnyDefinition;
};

/** One workflow type per journey, named by its id: what a release exports to Temporal. */
export const workflowsOf = (journeys: readonly AnyDefinition[]): Record<string, JourneyWorkflow> =>
  Object.fromEntries(
    journeys.map((definition) => {
      const workflow = (input: WorkflowInput) => runJourney(definition, input);
      return [definition.id, Object.assign(workflow, { definition })];
    }),
  );
