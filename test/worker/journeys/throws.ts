import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

export const journeys = [
  defineJourney({
    id: 'mended',
    title: 'A journey with a fault, mended later',
    on: 'Signed Up',
    async run(journey) {
      await journey.send('welcome/hello-stories');
      throw new Error('no such plan');
    },
  }),
];
