import { defineJourney } from '../../../engine';

export const journey = defineJourney({
  ...{ id: 'stray-await', title: 'Wrong', on: 'Signed Up' },
  async run(journey) {
    await journey.send('welcome/come-by');
    await journey.wait('1 day');
    await new Promise((resolve) => setTimeout(resolve, 5));
    return 'over';
  },
});
