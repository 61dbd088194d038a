import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

export const journeys = [
  defineJourney({
    id: 'long-wait',
    title: 'The same journey, told otherwise',
    on: 'Signed Up',
    reenter: 'always',
    async run(journey) {
      const order = await journey.waitFor('Order Completed', { within: '20 days' });
      await journey.send('welcome/hello-records');
      return order ? 'ordered, as edited' : 'silent, as edited';
    },
  }),
];
