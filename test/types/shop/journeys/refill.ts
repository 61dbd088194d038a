import { defineJourney, onDate } from '../../../../engine';

export const refill = defineJourney({
  id: 'refill',
  title: 'The tin runs low',
  on: onDate('refill-due', { before: '3 days', at: '10:00' }),
  only: 'drinks-green',
  reenter: 'always',
  goal: { event: 'Order Placed', within: '14 days' },
  async run(journey) {
    await journey.send('refill/soon', { product: 'sencha' });
    await journey.wait('5 days');
    return 'did not refill';
  },
});
