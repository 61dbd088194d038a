import { defineJourney } from '../../../engine';

export const journey = defineJourney({
  ...{ id: 'by-date', title: 'Wrong', on: 'Signed Up' },
  async run(journey) {
    await journey.send('welcome/come-by');
    await journey.wait('1 day');
    if (new Date().getFullYear() > 2030) await journey.wait('2 days');
    return 'over';
  },
});
