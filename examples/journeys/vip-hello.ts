import type {} from './catalog';
import { defineJourney, entered } from '../../engine';

/** The moment they become one of the best customers. */
export const vipHello = defineJourney({
  id: 'vip-hello',
  title: 'One of the best customers',
  on: entered('vip'),
  async run(journey) {
    const thanks = await journey.do('issue-offer', { offer: 'vip-20', expiresIn: '30 days' });
    if (thanks.status === 'refused') return 'not thanked';
    await journey.send('vip-hello/thanks', { offer: thanks.offer });
    return 'thanked';
  },
});
