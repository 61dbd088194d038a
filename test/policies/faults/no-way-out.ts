import { defineJourney } from '../../../engine';

/** Whoever orders on the first day is told to come by on the fourth. */
export const journey = defineJourney({
  ...{ id: 'no-goal', title: 'On and on', on: 'Signed Up' },
  async run(journey) {
    await journey.send('welcome/hello-stories');
    await journey.wait('4 days');
    await journey.send('welcome/come-by');
    return 'over';
  },
});
