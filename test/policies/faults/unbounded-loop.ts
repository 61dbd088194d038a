import { defineJourney } from '../../../engine';

/** Until they order, or for ever. */
export const journey = defineJourney({
  ...{ id: 'until', title: 'Until they order', on: 'Signed Up' },
  async run(journey) {
    while (!(await journey.is('ordered'))) {
      await journey.wait('10 days');
    }
    return 'ordered';
  },
});
