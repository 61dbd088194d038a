import { defineJourney } from '../../../engine';

/** A reward two weeks after an order, given back or not. */
export const journey = defineJourney({
  ...{ id: 'reward', title: 'A reward for an order', on: 'Order Completed' },
  goal: { event: 'Order Completed', within: '30 days' },
  async run(journey) {
    await journey.wait('14 days');
    const gift = await journey.do('issue-offer', { offer: 'win-back-10', expiresIn: '9 days' });
    if (gift.status === 'refused') return 'no offer left';
    await journey.send('win-back/incentive', { offer: gift.offer });
    return 'rewarded';
  },
});
