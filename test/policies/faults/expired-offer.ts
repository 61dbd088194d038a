import { defineJourney } from '../../../engine';

/** A reminder of what is over. */
export const journey = defineJourney({
  ...{ id: 'forgetful', title: 'A late reminder', on: 'Signed Up' },
  goal: { event: 'Order Completed', within: '30 days' },
  async run(journey) {
    const gift = await journey.do('issue-offer', { offer: 'welcome-10', expiresIn: '7 days' });
    if (gift.status === 'refused') return 'no offer left';
    await journey.send('welcome/first-order-offer', { offer: gift.offer });
    await journey.wait('8 days');
    await journey.send('welcome/offer-ends', { offer: gift.offer }, { within: '1 hour' });
    return 'reminded';
  },
});
