import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

export const journeys = [
  defineJourney({
    id: 'mail-only',
    title: 'One mail',
    on: 'Signed Up',
    async run(journey) {
      const sent = await journey.send('welcome/hello-stories');
      return sent.status;
    },
  }),
  defineJourney({
    id: 'text-only',
    title: 'One text',
    on: 'Order Completed',
    async run(journey) {
      const gift = await journey.do('issue-offer', { offer: 'welcome-10', expiresIn: '7 days' });
      if (gift.status === 'refused') return 'no offer left';
      const { offer } = gift;
      const sent = await journey.send('welcome/offer-ends', { offer }, { channel: 'sms' });
      return sent.status;
    },
  }),
];
