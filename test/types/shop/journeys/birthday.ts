import { defineJourney, onDate } from '../../../../engine';

export const birthday = defineJourney({
  id: 'birthday',
  title: 'Birthday',
  on: onDate('birthday', { every: 'year', at: '09:00' }),
  only: 'shared-birthday',
  reenter: { after: '300 days' },
  async run(journey) {
    const gift = await journey.do('issue-offer', { offer: 'birthday-15', expiresIn: '14 days' });
    if (gift.status === 'done') {
      await journey.send('birthday/gift', { offer: gift.offer }, { within: '12 hours' });
    } else {
      await journey.send('birthday/card', {}, { within: '12 hours' });
    }
    return 'congratulated';
  },
});
