import { defineJourney } from '../../../engine';

/** After an order there is one, whatever else was before. */
export const journey = defineJourney({
  ...{ id: 'never-ordered', title: 'After an order', on: 'Order Completed' },
  async run(journey) {
    await journey.send('follow-up/thanks');
    if (!(await journey.is('ordered'))) return 'never ordered';
    return 'thanked';
  },
});
