import { defineJourney } from '../../../engine';

/** Two questions in three months are all that anyone is asked. */
export const first = defineJourney({
  ...{ id: 'first-survey', title: 'Two questions', on: 'Order Delivered' },
  async run(journey) {
    await journey.send('feedback-request/ask');
    await journey.wait('1 day');
    await journey.send('feedback-request/thanks');
    return 'asked';
  },
});

export const second = defineJourney({
  ...{ id: 'second-survey', title: 'A third question', on: 'Order Delivered' },
  async run(journey) {
    await journey.wait('5 days');
    await journey.send('feedback-request/ask');
    return 'asked';
  },
});
