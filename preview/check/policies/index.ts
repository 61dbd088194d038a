import type { Policy } from '../policy';
import { mailStarvedByCap } from './caps';
import { mailAfterUnsubscribe, mailWithoutConsent } from './consent';
import { onlySteps, tooManyPaths, unboundedLoop } from './exploring';
import { incentiveAfterOrder, promotionDuringInquiry, rewardForRefund } from './manners';
import {
  codeNobodySees,
  expiredOffer,
  incentiveBudget,
  rewardsFall,
  sameOfferTwice,
} from './offers';
import { reviewByScore } from './reviews';
import {
  branchNoSampleTakes,
  endNobodyReaches,
  eventNobodySends,
  noWayOut,
  overAYear,
  standsStill,
} from './shape';
import {
  smsSegments,
  templateRenders,
  templateSubject,
  templateText,
  templateWayOut,
} from './templates';

/** Every policy that journeys are held to, in the order in which they are listed. */
export const policies: readonly Policy[] = [
  mailAfterUnsubscribe,
  mailWithoutConsent,
  mailStarvedByCap,
  expiredOffer,
  sameOfferTwice,
  rewardsFall,
  incentiveBudget,
  codeNobodySees,
  incentiveAfterOrder,
  rewardForRefund,
  promotionDuringInquiry,
  reviewByScore,
  noWayOut,
  endNobodyReaches,
  branchNoSampleTakes,
  eventNobodySends,
  overAYear,
  standsStill,
  unboundedLoop,
  tooManyPaths,
  onlySteps,
  templateRenders,
  templateSubject,
  templateText,
  templateWayOut,
  smsSegments,
];

/** What one journey may do for all that, by name. */
export interface Exception {
  readonly policy: string;
  readonly journey: string;
  readonly because: string;
}

export const exceptions: readonly Exception[] = [];
