import type {} from '../catalog';
import { defineJourney } from '../engine';

/** After an order: thanks, how to look after a first one, and what goes with it. */
export const followUp = defineJourney({
  id: 'follow-up',
  title: 'After an order',
  on: 'Order Completed',
  only: 'just-ordered',
  per: 'order_id',
  // The next order is thanked for on its own, and this story makes room for it.
  goal: { event: 'Order Completed', within: '60 days' },
  exit: ['Order Cancelled'],
  async run(journey) {
    await journey.send('follow-up/thanks', {}, { within: '2 days' });

    const delivered = await journey.waitFor('Order Delivered', { within: '10 days' });
    if (delivered) await journey.wait('3 days', { at: '18:00' });
    else await journey.wait('1 day', { at: '18:00' });
    if (await journey.is('first-time-buyer')) {
      await journey.send('follow-up/how-to', {}, { within: '3 days' });
    }

    await journey.wait('11 days', { at: '18:00' });
    const products = await journey.get('goes-with');
    if (!products) return 'nothing to add';
    await journey.send('follow-up/goes-with', { products });
    return delivered ? 'delivered' : 'delivery unknown';
  },
});
