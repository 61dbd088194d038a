import { defineJourney } from '../../../../engine';

/** The friend's side: one journey writes to one person. */
export const referralFriend = defineJourney({
  id: 'referral-friend',
  title: 'A friend came along',
  on: 'Referral Used',
  async run(journey) {
    const gift = await journey.do('issue-offer', { offer: 'friend-10', expiresIn: '30 days' });
    if (gift.status === 'refused') return 'nothing left to give';
    await journey.send('referral/friend-gift', { offer: gift.offer });
    const order = await journey.waitFor('Order Placed', { within: '30 days' });
    if (!order || order.properties.total < 25) return 'no order';
    const returned = await journey.waitFor('Order Returned', {
      where: { order_id: order.properties.order_id },
      within: '14 days',
    });
    if (returned) return 'sent it back';
    const referrer = await journey.get('referrer');
    if (!referrer) return 'referrer unknown';
    await journey.do('track', {
      event: 'Referral Earned',
      customer: referrer,
      properties: { referral_id: journey.event.properties.referral_id },
    });
    return 'ordered';
  },
});

/** The referrer's side, started by the event that the friend's journey tracks. */
export const referralThanks = defineJourney({
  id: 'referral-thanks',
  title: 'Thanks for the friend',
  on: 'Referral Earned',
  per: 'referral_id',
  reenter: 'always',
  async run(journey) {
    const gift = await journey.do('issue-offer', { offer: 'thanks-10', expiresIn: '60 days' });
    if (gift.status === 'refused') return 'has enough by now';
    await journey.send('referral/your-gift', { offer: gift.offer });
    return 'thanked';
  },
});
