import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

export const journeys = [
  defineJourney({
    id: 'short-wait',
    title: 'Forty-five seconds for an order',
    on: 'Signed Up',
    async run(journey) {
      const order = await journey.waitFor('Order Completed', { within: '0.75 minutes' });
      return order ? 'ordered' : 'timed out';
    },
  }),
];
