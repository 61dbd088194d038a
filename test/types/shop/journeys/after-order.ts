import { defineJourney } from '../../../../engine';

export const afterOrder = defineJourney({
  id: 'after-order',
  title: 'After an order',
  on: 'Order Placed',
  per: 'order_id',
  reenter: 'always',
  exit: ['Order Returned'],
  async run(journey) {
    await journey.send('order/thank-you');
    const parcel = await journey.waitFor('Parcel Delivered', { within: '10 days' });
    if (parcel) await journey.wait('3 days', { at: '18:00' });
    await journey.send('order/brewing');
    await journey.wait('10 days', { at: '18:00' });
    const products = await journey.get('pairs-with');
    if (products) await journey.send('order/pairs-with', { products });
    return parcel ? 'delivered' : 'parcel unknown';
  },
});
