import { defineJourney } from '../../../engine';

/** A text that is billed as two. */
export const journey = defineJourney({
  ...{ id: 'wordy', title: 'A long text', on: 'Order Completed' },
  async run(journey) {
    await journey.send('follow-up/thanks', {}, { channel: 'sms' });
    return 'thanked';
  },
});
