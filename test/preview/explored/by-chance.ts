import { defineJourney } from '../../../engine';

export const journey = defineJourney({
  ...{ id: 'by-chance', title: 'Wrong', on: 'Signed Up' },
  async run(journey) {
    await journey.send('welcome/come-by');
    await journey.wait('1 day');
    if (Math.random() > 0.5) await journey.wait('2 days');
    return 'over';
  },
});
