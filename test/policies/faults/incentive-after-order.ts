import { defineJourney } from '../../../engine';

/** Thanks, and ten per cent off what was just bought at full price. */
export const journey = defineJourney({
  ...{ id: 'too-soon', title: 'Thanks, and ten per cent', on: 'Order Completed' },
  async run(journey) {
    const gift = await journey.do('issue-offer', { offer: 'win-back-10', expiresIn: '9 days' });
    if (gift.status === 'refused') return 'no offer left';
    await journey.send('win-back/incentive', { offer: gift.offer });
    return 'thanked';
  },
});
