import { defineJourney } from '../../../engine';

/** In this shop nothing about an order may go by text. */
export const journey = defineJourney({
  ...{ id: 'by-text', title: 'Thanks by text', on: 'Order Completed' },
  async run(journey) {
    await journey.send('follow-up/thanks', {}, { channel: 'sms' });
    return 'thanked';
  },
});
