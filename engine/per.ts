import type { Scalar } from './match';
import type { RunInput } from './port';

/** A `per` value as a row holds it: JSON, and `''` without one. */
export const writePer = (value: Scalar | undefined): string =>
  value === undefined ? '' : JSON.stringify(value);

export const readPer = (text: string): Scalar | undefined =>
  text === '' ? undefined : (JSON.parse(text) as Scalar);

/** What tells an enrollment from others of its customer: the journey's `per` field, and the value in its row. */
export function perOf(field: string | undefined, text: string): RunInput['per'] {
  const value = readPer(text);
  return field === undefined || value === undefined ? undefined : { field, value };
}
