import { defineJourney } from '../../../engine';

/** It is another day when the run is run again. */
export const journey = defineJourney({
  ...{ id: 'by-date', title: 'By date', on: 'Signed Up' },
  async run(journey) {
    await journey.send('welcome/come-by');
    if (new Date().getFullYear() > 2030) await journey.wait('2 days');
    return 'over';
  },
});
