import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

const inVain = (): Promise<never> => Promise.reject(new Error('nobody hears this'));

export const journeys = [
  defineJourney({
    id: 'mended',
    title: 'A journey that fails where nobody awaits it',
    on: 'Signed Up',
    async run(journey) {
      await journey.send('welcome/hello-stories');
      void inVain();
      await journey.wait('10 days');
      return 'over';
    },
  }),
];
