import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

export const journeys = [
  defineJourney({
    id: 'order-by-date',
    title: 'Waits for an order until the instant that the sign-up names',
    on: 'Signed Up',
    async run(journey) {
      const order = await journey.waitFor('Order Completed', {
        until: journey.event.properties.source,
      });
      return order ? 'ordered in time' : 'timed out';
    },
  }),
];
