import { defineJourney } from '../../../engine';

/** Twenty per cent first, ten for whoever waits. */
export const journey = defineJourney({
  ...{ id: 'falling', title: 'Down the ladder', on: 'Signed Up' },
  goal: { event: 'Order Completed', within: '60 days' },
  async run(journey) {
    const large = await journey.do('issue-offer', { offer: 'win-back-20', expiresIn: '9 days' });
    if (large.status === 'refused') return 'no offer left';
    await journey.send('win-back/incentive', { offer: large.offer });
    await journey.wait('10 days');
    const small = await journey.do('issue-offer', { offer: 'win-back-10', expiresIn: '9 days' });
    if (small.status === 'refused') return 'no offer left';
    await journey.send('win-back/last-chance', { offer: small.offer });
    return 'over';
  },
});
