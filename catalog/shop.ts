import { z } from 'zod';
import { personal } from './fields';
import type { Shop } from './types';

/** Who writes. */
export const shop: Shop = {
  name: 'Marlow & Finch Records',
  url: 'https://shop.example.com',
  address: 'Marlow & Finch Records, 12 Tannery Lane, Portland, ME 04101, USA',
  currency: 'USD',
  locale: 'en-US',
  timeZone: 'America/New_York',
  locales: ['en-US', 'en-GB', 'de-DE', 'ur-PK'],
  incentiveBudget: 6,
};

/** What templates may say of a customer, in the names that tracking clients use. */
export const traits = z.object({
  firstName: personal(z.string().optional()),
  lastName: personal(z.string().optional()),
});
