import { defineJourney } from '../../../engine';

/** A timer is no step. */
export const journey = defineJourney({
  ...{ id: 'stray', title: 'A stray await', on: 'Signed Up' },
  async run(journey) {
    await journey.send('welcome/come-by');
    await new Promise((resolve) => setTimeout(resolve, 5));
    return 'over';
  },
});
