import { defineJourney } from '../../../engine';

/** Its text part does not say how to stop. */
export const journey = defineJourney({
  ...{ id: 'hello', title: 'Hello', on: 'Signed Up' },
  async run(journey) {
    await journey.send('welcome/come-by');
    return 'over';
  },
});
