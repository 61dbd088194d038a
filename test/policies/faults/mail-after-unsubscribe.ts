import { defineJourney } from '../../../engine';

/** Whoever has just said no is asked whether they are sure. */
export const journey = defineJourney({
  ...{ id: 'are-you-sure', title: 'Are you sure?', on: 'Unsubscribed' },
  async run(journey) {
    await journey.send('welcome/come-by');
    return 'asked';
  },
});
