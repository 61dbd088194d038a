import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

export const journeys = [
  defineJourney({
    id: 'days',
    title: 'A message, ten days, a message',
    on: 'Signed Up',
    async run(journey) {
      await journey.send('welcome/hello-stories');
      await journey.wait('10 days');
      await journey.send('welcome/come-by');
      return 'over';
    },
  }),
];
