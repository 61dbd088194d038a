import { defineJourney } from '../../../engine';

/** It starts journeys, and no wait ever gets it. */
export const journey = defineJourney({
  ...{ id: 'in-vain', title: 'In vain', on: 'Signed Up' },
  async run(journey) {
    const vip = await journey.waitFor('Segment Entered', { within: '30 days' });
    return vip ? 'a vip' : 'not yet';
  },
});
