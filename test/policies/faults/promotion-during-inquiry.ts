import { defineJourney } from '../../../engine';

/** Sorry, and by the way: come by. */
export const journey = defineJourney({
  ...{ id: 'thick-skinned', title: 'Sorry, come by', on: 'Order Cancelled' },
  async run(journey) {
    await journey.do('open-inquiry', { subject: 'Cancelled an order' });
    await journey.send('welcome/come-by');
    return 'over';
  },
});
