import { z } from 'zod';

/** An id of ours, made of nothing personal: it may stand in a URL. The shop's own may not, for one can be an address. */
export const OurId = z.string().regex(/^[\w-]{1,100}$/, 'not an id of ours');
export const CustomerId = OurId.describe('Opaque id, as runs show it.');

/** Text that the database can hold: no NUL, no half of a surrogate pair. */
export const Text = (max: number): z.ZodString =>
  z
    .string()
    .max(max)
    .regex(/^[^\0\p{Surrogate}]*$/u, 'holds a character that cannot be kept');
