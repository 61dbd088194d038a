import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

export const journeys = [
  defineJourney({
    id: 'long-wait',
    title: 'A message after ten days, unless they order',
    on: 'Signed Up',
    reenter: 'always',
    exit: ['Order Cancelled'],
    async run(journey) {
      await journey.send('welcome/hello-stories');
      const order = await journey.waitFor('Order Completed', { within: '10 days' });
      if (order) return 'ordered';
      await journey.send('welcome/come-by');
      await journey.wait('10 days');
      return 'silent';
    },
  }),
];
