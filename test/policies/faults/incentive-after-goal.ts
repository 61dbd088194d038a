import { defineJourney } from '../../../engine';

/** The goal is over on day 3, and the code comes on day 5, whoever has ordered in between. */
export const journey = defineJourney({
  ...{ id: 'short-goal', title: 'A goal too short', on: 'Signed Up' },
  goal: { event: 'Order Completed', within: '3 days' },
  async run(journey) {
    await journey.wait('5 days');
    const gift = await journey.do('issue-offer', { offer: 'win-back-10', expiresIn: '9 days' });
    if (gift.status === 'refused') return 'no offer left';
    await journey.send('win-back/incentive', { offer: gift.offer });
    return 'over';
  },
});
