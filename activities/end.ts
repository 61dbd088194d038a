import { endRun, record, stuckIn } from './call';
import type { Verb } from './step';

/** The journey's own end, unless a verdict takes its place. */
export const end: Verb<'end'> = async (scene, input) => {
  if (scene.state.verdict !== null) return endRun(scene, scene.state.verdict);
  const recorded = await record(scene, null);
  await endRun(scene, input.end);
  return recorded;
};

/** The run stands still until an operator acts. Asked anew at each bell and never recorded as a step. */
export const park: Verb<'park'> = async (scene, stuck) => {
  const { verdict } = scene.state;
  return verdict === null ? stuckIn(scene, stuck) : endRun(scene, verdict);
};
