import { defineJourney } from '../../../engine';

/** The fourth in three days, where three in seven are allowed. */
export const journey = defineJourney({
  ...{ id: 'too-eager', title: 'Four in three days', on: 'Signed Up' },
  goal: { event: 'Order Completed', within: '30 days' },
  async run(journey) {
    await journey.send('welcome/hello-stories');
    await journey.wait('1 day');
    await journey.send('welcome/hello-records');
    await journey.wait('1 day');
    await journey.send('welcome/picks', { products: ['low-sun'] });
    await journey.wait('1 day');
    await journey.send('welcome/come-by');
    return 'over';
  },
});
