import { z } from 'zod';

/** Ours, made of nothing personal: it may stand in a URL. The shop's own ids may not, for one can be an address. */
export const CustomerId = z
  .string()
  .regex(/^[\w-]{1,100}$/, 'not an id of ours')
  .describe('Opaque id, as runs show it.');
