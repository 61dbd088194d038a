import { defineJourney } from '../../../engine';

/** Only the happy are asked to say so in public. */
export const journey = defineJourney({
  ...{ id: 'only-the-happy', title: 'Reviews of the happy', on: 'Order Delivered' },
  async run(journey) {
    const ask = await journey.send('feedback-request/ask');
    const answer = await journey.waitFor('Survey Responded', { of: ask, within: '7 days' });
    if (!answer) return 'no answer';
    if (answer.properties.score < 4) return 'unhappy';
    await journey.send('feedback-request/review');
    return 'asked';
  },
});
