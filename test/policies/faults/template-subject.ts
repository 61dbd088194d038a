import { defineJourney } from '../../../engine';

/** Its subject is a name, and nothing for whoever has none. */
export const journey = defineJourney({
  ...{ id: 'hello', title: 'Hello', on: 'Signed Up' },
  async run(journey) {
    await journey.send('welcome/come-by');
    return 'over';
  },
});
