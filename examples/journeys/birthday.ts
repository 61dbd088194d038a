import type {} from './catalog';
import { defineJourney, onDate } from '../../engine';

/** Once a year, to those who told us the day. */
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
    } else await journey.send('birthday/wish', {}, { within: '12 hours' });
    return 'wished';
  },
});
