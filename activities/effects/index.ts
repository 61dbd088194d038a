import type { Effect } from './effect';
import { grantConsentEffect } from './grant-consent';
import { issueOfferEffect } from './issue-offer';
import { openInquiryEffect } from './open-inquiry';
import { trackEffect } from './track';

/** By the name in the catalogue, whose schema has checked the input. */
export const EFFECTS: Readonly<Record<string, Effect<never>>> = {
  'issue-offer': issueOfferEffect,
  'grant-consent': grantConsentEffect,
  'open-inquiry': openInquiryEffect,
  track: trackEffect,
};
export type { Effect } from './effect';
