import { defineJourney } from '../../../engine';

/** The mail speaks of an order that nobody has placed. */
export const journey = defineJourney({
  ...{ id: 'what-order', title: 'What order?', on: 'Signed Up' },
  async run(journey) {
    await journey.send('follow-up/thanks', {}, { channel: 'email' });
    return 'thanked';
  },
});
