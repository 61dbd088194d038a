import { defineJourney } from '../../../engine';

/** A reason to come back, a month after each order: unless the month has another of them. */
export const journey = defineJourney({
  ...{ id: 'month-after', title: 'A month after', on: 'Order Completed', per: 'order_id' },
  ...{ reenter: 'always', exit: ['Order Completed', 'Order Cancelled'] },
  async run(journey) {
    await journey.wait('30 days');
    const gift = await journey.do('issue-offer', { offer: 'win-back-10', expiresIn: '20 days' });
    if (gift.status === 'refused') return 'no offer left';
    await journey.send('win-back/incentive', { offer: gift.offer });
    return 'given';
  },
});
