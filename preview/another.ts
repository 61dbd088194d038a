import type { Json } from '../engine';

/** Told from this one, whatever it names. */
export const anotherThan = (value: Json): Json =>
  typeof value === 'string' ? `another than ${value}` : Number(value) + 1;
