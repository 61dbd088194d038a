import type { PermanentCode } from '../../../engine';
import type { Policy } from '../policy';

/** A policy over what stops an exploration. */
const stoppedBy = (id: string, guards: string, codes: readonly PermanentCode[]): Policy => ({
  id,
  guards,
  *breaches({ stopped }) {
    if (!stopped || !codes.includes(stopped.error.code)) return;
    const { error, walk } = stopped;
    const at = walk?.moments.at(-1);
    const says = error.message.replace(/\s+/g, ' ');
    yield { says, ...(walk && { walk }), ...(at && { at }) };
  },
});

export const unboundedLoop = stoppedBy('unbounded-loop', 'Every loop of a journey has an end.', [
  'JOURNEY_UNBOUNDED',
]);

export const onlySteps = stoppedBy(
  'only-steps',
  'A journey awaits its steps and nothing else, and does the same when it is run again.',
  ['NOT_A_STEP', 'NOT_REPEATABLE'],
);

export const tooManyPaths = stoppedBy(
  'too-many-paths',
  'The ways through a journey can all be seen.',
  ['TOO_MANY_PATHS'],
);
