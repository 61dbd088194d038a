import { defineJourney } from '../../../engine';

/** Fine, as long as the topic is held back while an inquiry is open: this shop has forgotten that. */
export const journey = defineJourney({
  ...{ id: 'picks', title: 'Some picks', on: 'Signed Up' },
  goal: { event: 'Order Completed', within: '30 days' },
  async run(journey) {
    await journey.wait('3 days');
    await journey.send('welcome/come-by');
    return 'over';
  },
});
