import type {} from './catalog';
import { defineJourney } from '../../engine';

/** The friend's side: their first order, once it is kept, starts the other side's journey. */
export const referralFriend = defineJourney({
  id: 'referral-friend',
  title: 'Brought by a friend',
  on: 'Referral Claimed',
  async run(journey) {
    const gift = await journey.do('issue-offer', { offer: 'friend-10', expiresIn: '30 days' });
    if (gift.status === 'refused') return 'no offer left';
    await journey.send('referral-friend/gift', { offer: gift.offer });

    const order = await journey.waitFor('Order Completed', { within: '30 days' });
    if (!order || order.properties.total < 25) return 'no order';
    const { order_id } = order.properties;
    const cancelled = await journey.waitFor('Order Cancelled', {
      where: { order_id },
      within: '14 days',
    });
    if (cancelled) return 'returned';

    const customer = await journey.get('advocate');
    if (customer === undefined) return 'no advocate';
    const { referral_id } = journey.event.properties;
    await journey.do('track', {
      event: 'Referral Approved',
      customer,
      properties: { referral_id },
    });
    return 'converted';
  },
});
