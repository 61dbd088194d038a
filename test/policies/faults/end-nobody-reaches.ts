import { defineJourney } from '../../../engine';

/** No sign-up comes from the radio. */
export const journey = defineJourney({
  ...{ id: 'radio', title: 'By radio', on: 'Signed Up' },
  async run(journey) {
    if (journey.event.properties.source === 'radio') return 'heard of us';
    await journey.send('welcome/come-by');
    return 'over';
  },
});
