import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

export const journeys = [
  defineJourney({
    id: 'three-sends',
    title: 'Three messages at once',
    on: 'Signed Up',
    reenter: 'always',
    async run(journey) {
      await journey.send('welcome/hello-stories');
      await journey.send('welcome/hello-records');
      const last = await journey.send('welcome/come-by');
      return last.status;
    },
  }),
];
