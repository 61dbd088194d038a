import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

export const journeys = [
  defineJourney({
    id: 'many-steps',
    title: 'More steps than one history holds',
    on: 'Signed Up',
    async run(journey) {
      await journey.send('welcome/hello-stories');
      let orders = 0;
      for (let round = 0; round < 4; round++) {
        await journey.wait('0.005 minutes');
        const order = await journey.waitFor('Order Completed', { within: '1 day' });
        if (order) orders++;
      }
      await journey.send('welcome/come-by');
      return `${orders} orders`;
    },
  }),
];
