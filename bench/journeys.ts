import type {} from '../catalog';
import { defineJourney } from '../engine';

/** What is measured: the same messages as `hand-written.ts` sends. */
export const journeys = [
  defineJourney({
    id: 'three-sends',
    title: 'Three messages',
    on: 'Signed Up',
    reenter: 'always',
    async run(journey) {
      await journey.send('welcome/hello-stories');
      await journey.send('welcome/hello-records');
      await journey.send('welcome/come-by');
      return 'over';
    },
  }),
  defineJourney({
    id: 'sends-and-waits',
    title: 'Three messages and two waits',
    on: 'Order Cancelled',
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
