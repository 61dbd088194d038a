import { defineJourney } from '../../../engine';

/** The same code again, three weeks later. */
export const journey = defineJourney({
  ...{ id: 'generous', title: 'Twice the same', on: 'Signed Up' },
  goal: { event: 'Order Completed', within: '60 days' },
  async run(journey) {
    const first = await journey.do('issue-offer', { offer: 'win-back-10', expiresIn: '9 days' });
    if (first.status === 'refused') return 'no offer left';
    await journey.send('win-back/incentive', { offer: first.offer });
    await journey.wait('21 days');
    const again = await journey.do('issue-offer', { offer: 'win-back-10', expiresIn: '9 days' });
    if (again.status === 'refused') return 'no offer left';
    await journey.send('win-back/last-chance', { offer: again.offer });
    return 'over';
  },
});
