import { defineJourney } from '../../../engine';

/** Of whoever says no to mails, and yes to texts, the run goes on: the code comes by mail alone. */
export const journey = defineJourney({
  ...{ id: 'welcome', title: 'A code by mail', on: 'Signed Up' },
  goal: { event: 'Order Completed', within: '30 days' },
  async run(journey) {
    await journey.send('welcome/hello-stories');
    await journey.wait('2 days');
    const gift = await journey.do('issue-offer', { offer: 'welcome-10', expiresIn: '9 days' });
    if (gift.status === 'refused') return 'no offer left';
    await journey.send('welcome/first-order-offer', { offer: gift.offer });
    return 'over';
  },
});
