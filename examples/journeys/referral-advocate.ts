import type {} from './catalog';
import { defineJourney } from '../../engine';

/** The other side: a thank-you for each friend who stayed. */
export const referralAdvocate = defineJourney({
  id: 'referral-advocate',
  title: 'Brought a friend',
  on: 'Referral Approved',
  per: 'referral_id',
  reenter: 'always',
  async run(journey) {
    const reward = await journey.do('issue-offer', { offer: 'advocate-10', expiresIn: '60 days' });
    if (reward.status === 'refused') return 'limit reached';
    await journey.send('referral-advocate/gift', { offer: reward.offer });
    return 'rewarded';
  },
});
