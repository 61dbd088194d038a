import { defineJourney } from '../../../../engine';

export const basket = defineJourney({
  id: 'basket',
  title: 'A basket left behind',
  on: 'Basket Filled',
  per: 'basket_id',
  reenter: 'restart',
  goal: { event: 'Order Placed', within: '7 days' },
  async run(journey) {
    await journey.wait('3 hours');
    await journey.send('basket/kept');
    await journey.wait('1 day');
    if (journey.event.properties.worth < 40) {
      await journey.send('basket/waiting');
      return 'left behind';
    }
    const gift = await journey.do('issue-offer', { offer: 'basket-5', expiresIn: '2 days' });
    if (gift.status === 'done') await journey.send('basket/gift', { offer: gift.offer });
    else await journey.send('basket/waiting', {}, { channel: 'sms' });
    return 'left behind';
  },
});
