import { TransientError } from '../engine';

/** SQLSTATE classes and codes, and Node's codes, of a database that cannot be reached or refuses to serve. */
const UNREACHABLE = [
  /^08/,
  /^25P03$/,
  /^28/,
  /^3D000$/,
  /^53300$/,
  /^57P0[1-5]$/,
  /^E(CONN|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN|NOENT)/,
];
/** Losses that the drivers report in words alone. */
const IN_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|not queryable|after calling end|is closed|has already been destroyed/i;

const textAt = (error: unknown, field: 'code' | 'message'): string => {
  const value: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, field) : undefined;
  return typeof value === 'string' ? value : '';
};
const codeOf = (error: unknown): string => textAt(error, 'code');

/** An attempt at several addresses fails with the error of each. */
function causes(error: unknown): unknown[] {
  const each: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'errors') : undefined;
  return Array.isArray(each) ? [error, ...(each as unknown[])] : [error];
}

/** Whether the statement failed because there was no database to run it. */
export function isUnreachable(error: unknown): boolean {
  return causes(error).some(
    (cause) =>
      UNREACHABLE.some((code) => code.test(codeOf(cause))) ||
      (codeOf(cause) === '' && IN_WORDS.test(textAt(cause, 'message'))),
  );
}

/** Deadlock or serialization failure: the same transaction may well succeed now. */
export const isRetryable = (error: unknown): boolean => ['40P01', '40001'].includes(codeOf(error));

/** The connection's plan of a statement is of before a change to its tables, or was thrown away: another connection has none. */
export const isStalePlan = (error: unknown): boolean => ['0A000', '26000'].includes(codeOf(error));

/** Quotes the error's code, or its words where it has none. */
export function unavailable(error: unknown): TransientError {
  const code = causes(error).map(codeOf).find(Boolean);
  return new TransientError(
    'DATABASE_UNAVAILABLE',
    { error: code ?? textAt(error, 'message') },
    { cause: error },
  );
}

/** Lets an error of the driver pass, with a lost database as `DATABASE_UNAVAILABLE`. */
export async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isUnreachable(error) ? unavailable(error) : error;
  }
}
