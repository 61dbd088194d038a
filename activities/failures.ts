import { PermanentError, TransientError } from '../engine';

/** What a worker must know of an error: Temporal's type of failure, and whether trying again can help. */
export interface Failure {
  /** Code from the table of errors. */
  readonly type: string;
  readonly message: string;
  readonly retryable: boolean;
  /** Real ms to wait at least. */
  readonly retryAfter?: number;
}

/** An error that is neither of our classes is a fault of ours: trying the same code again cannot help. */
export function asFailure(error: unknown): Failure {
  if (error instanceof TransientError) {
    return {
      type: error.code,
      message: error.message,
      retryable: true,
      ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
    };
  }
  if (error instanceof PermanentError) {
    return { type: error.code, message: error.message, retryable: false };
  }
  return { type: 'CALL_FAILED', message: nameOf(error), retryable: false };
}

/** Its name only: a message not from our table may quote an address. */
export const nameOf = (error: unknown): string =>
  error instanceof Error ? error.name : typeof error;

/** Where it was thrown, for the log: without its message, as above. */
export const placeOf = (error: unknown): string[] =>
  error instanceof Error
    ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
    : [];
