import type {} from './catalog';
import { defineJourney, onDate } from '../../engine';

/** The bottle runs low: the date is a fact, worked out from what they ordered. */
export const replenish = defineJourney({
  id: 'replenish',
  title: 'Time to refill',
  on: onDate('refill-due', { before: '3 days', at: '10:00' }),
  only: 'uses-groove-wash',
  reenter: 'always',
  goal: { event: 'Order Completed', within: '14 days' },
  async run(journey) {
    await journey.send('replenish/reminder', { product: 'groove-wash' });
    await journey.wait('5 days');
    return 'lapsed';
  },
});
