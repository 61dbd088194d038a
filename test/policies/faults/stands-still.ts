import { defineJourney } from '../../../engine';

/** It trips over whom it does not expect. */
export const journey = defineJourney({
  ...{ id: 'trips', title: 'It trips', on: 'Signed Up' },
  async run(journey) {
    if (await journey.is('vip')) throw new Error('not for these');
    await journey.send('welcome/come-by');
    return 'over';
  },
});
