import { defineJourney } from '../../../engine';

/** It is shown in time if the parcel comes soon, and too late if it comes on the last day. */
export const journey = defineJourney({
  ...{ id: 'after-the-parcel', title: 'With the parcel', on: 'Signed Up' },
  goal: { event: 'Order Completed', within: '30 days' },
  async run(journey) {
    const gift = await journey.do('issue-offer', { offer: 'welcome-10', expiresIn: '7 days' });
    if (gift.status === 'refused') return 'no offer left';
    await journey.send('welcome/first-order-offer', { offer: gift.offer });
    const parcel = await journey.waitFor('Order Delivered', { within: '9 days' });
    if (!parcel) return 'no parcel';
    await journey.send('welcome/offer-ends', { offer: gift.offer }, { within: '1 day' });
    return 'reminded';
  },
});
