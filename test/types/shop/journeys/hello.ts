import { defineJourney } from '../../../../engine';

export const hello = defineJourney({
  id: 'hello',
  title: 'The first week',
  on: 'Account Opened',
  goal: { event: 'Order Placed', within: '30 days' },
  holdout: '5%',
  async run(journey) {
    const voice = await journey.split('hello-voice', { warm: 50, brisk: 50 });
    await journey.send(`hello/${voice}`);

    await journey.wait('2 days', { at: '09:00' });
    await journey.send('hello/favourites');

    await journey.wait('3 days', { at: '09:00' });
    const gift = await journey.do('issue-offer', { offer: 'hello-10', expiresIn: '7 days' });
    if (gift.status === 'refused') return 'nothing left to give';
    await journey.send('hello/gift', { offer: gift.offer });
    return 'no order yet';
  },
});
