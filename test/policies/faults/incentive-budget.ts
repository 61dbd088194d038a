import { defineJourney } from '../../../engine';

/** Three codes for one customer. */
export const journey = defineJourney({
  ...{ id: 'too-generous', title: 'Three codes', on: 'Signed Up' },
  goal: { event: 'Order Completed', within: '60 days' },
  async run(journey) {
    const first = await journey.do('issue-offer', { offer: 'welcome-10', expiresIn: '9 days' });
    if (first.status === 'refused') return 'no offer left';
    await journey.send('welcome/first-order-offer', { offer: first.offer });
    await journey.wait('10 days');
    const second = await journey.do('issue-offer', { offer: 'win-back-10', expiresIn: '9 days' });
    if (second.status === 'refused') return 'no offer left';
    await journey.send('win-back/incentive', { offer: second.offer });
    await journey.wait('10 days');
    const third = await journey.do('issue-offer', { offer: 'win-back-20', expiresIn: '9 days' });
    if (third.status === 'refused') return 'no offer left';
    await journey.send('win-back/last-chance', { offer: third.offer });
    return 'over';
  },
});
