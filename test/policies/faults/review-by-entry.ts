import { defineJourney } from '../../../engine';

/** It is only the happy who ever come here. */
export const journey = defineJourney({
  ...{ id: 'five-stars', title: 'Five of five' },
  on: { event: 'Survey Responded', where: { score: 5 } },
  async run(journey) {
    await journey.send('feedback-request/review');
    return 'asked';
  },
});
