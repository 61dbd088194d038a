import { defineJourney } from '../../../engine';

/** What repeats is a trigger. */
export const journey = defineJourney({
  ...{ id: 'for-ever', title: 'Every quarter', on: 'Signed Up' },
  goal: { event: 'Order Completed', within: '400 days' },
  async run(journey) {
    for (let quarter = 0; quarter < 5; quarter++) {
      await journey.wait('90 days');
      await journey.send('welcome/come-by');
    }
    return 'over';
  },
});
