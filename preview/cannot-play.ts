import { PermanentError } from '../engine';

/** @param problems - all that is wrong */
export const cannotPlay = (...problems: readonly string[]): PermanentError =>
  new PermanentError('SCENARIO_INVALID', { problem: `\n- ${problems.join('\n- ')}` });
