import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

export const journeys = [
  defineJourney({
    id: 'sends-and-waits',
    title: 'Three messages and two waits',
    on: 'Signed Up',
    reenter: 'always',
    async run(journey) {
      await journey.send('welcome/hello-stories');
      await journey.wait('0.01 minutes');
      await journey.send('welcome/hello-records');
      await journey.wait('0.01 minutes');
      await journey.send('welcome/come-by');
      return 'over';
    },
  }),
];
