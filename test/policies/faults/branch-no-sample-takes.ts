import { defineJourney } from '../../../engine';

/** Nobody has so many orders among the catalogue's samples. */
export const journey = defineJourney({
  ...{ id: 'hundreds', title: 'Hundreds of orders', on: 'Signed Up' },
  async run(journey) {
    if (((await journey.get('orders')) ?? 0) > 100) {
      await journey.send('welcome/hello-records');
    }
    return 'over';
  },
});
