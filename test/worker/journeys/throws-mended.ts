import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

export const journeys = [
  defineJourney({
    id: 'mended',
    title: 'A journey with a fault, mended',
    on: 'Signed Up',
    async run(journey) {
      await journey.send('welcome/hello-stories');
      await journey.send('welcome/come-by');
      return 'mended';
    },
  }),
];
