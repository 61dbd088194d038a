import { defineJourney } from '../../../engine';

/** It has no text part. */
export const journey = defineJourney({
  ...{ id: 'hello', title: 'Hello', on: 'Signed Up' },
  async run(journey) {
    await journey.send('welcome/come-by');
    return 'over';
  },
});
