import type { PermanentCode } from './errors';
import { PermanentError, type ErrorDetails } from './thrown';
import type { Stuck } from './port';

/** Why a run must stand still, as it is recorded. */
export const fault = (code: PermanentCode, details: ErrorDetails): Stuck => ({
  code,
  message: new PermanentError(code, details).message,
});

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What the author's code threw, or an argument that cannot be meant. */
export const faultOfCode = (journey: string, error: unknown): Stuck =>
  error instanceof PermanentError
    ? { code: error.code, message: error.message }
    : fault('JOURNEY_THREW', { journey, error: textOf(error) });

const NO_END = 'it returned no end; every path returns a name';

/** A path without a named end: the compiler says so first. */
export const faultOfEnd = (journey: string, end: unknown): Stuck | undefined =>
  typeof end === 'string' && end !== ''
    ? undefined
    : fault('JOURNEY_INVALID', { journey, problem: NO_END });

export const faultOfCall = (step: string, error: unknown): Stuck => ({
  ...fault('CALL_FAILED', { step, error: textOf(error) }),
  step,
});
