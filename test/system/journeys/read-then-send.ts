import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

export const journeys = [
  defineJourney({
    id: 'read-then-send',
    title: 'One message, by whether they have ordered',
    on: 'Signed Up',
    async run(journey) {
      await journey.wait('10 days');
      if (await journey.is('ordered')) {
        await journey.send('welcome/hello-records');
        return 'ordered';
      }
      await journey.send('welcome/hello-stories');
      return 'not ordered';
    },
  }),
];
