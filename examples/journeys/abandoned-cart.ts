import type {} from './catalog';
import { defineJourney } from '../../engine';

/** A box that was packed and left at the counter. */
export const abandonedCart = defineJourney({
  id: 'abandoned-cart',
  title: 'Abandoned cart',
  on: 'Checkout Started',
  per: 'checkout_id',
  // A box that changes is a new story.
  reenter: 'restart',
  goal: { event: 'Order Completed', within: '7 days' },
  async run(journey) {
    await journey.wait('3 hours');
    await journey.send('abandoned-cart/reminder');
    await journey.wait('1 day');
    if (journey.event.properties.value < 50) {
      await journey.send('abandoned-cart/still-there');
      return 'left';
    }
    const gift = await journey.do('issue-offer', { offer: 'cart-5', expiresIn: '2 days' });
    if (gift.status === 'done') {
      // Later than that, and it would show a code that has expired.
      await journey.send('abandoned-cart/offer', { offer: gift.offer }, { within: '1 day' });
    } else await journey.send('abandoned-cart/still-there', {}, { channel: 'sms' });
    return 'left';
  },
});
