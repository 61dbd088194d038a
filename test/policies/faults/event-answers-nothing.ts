import { defineJourney } from '../../../engine';

/** An order does not say which message it answers. */
export const journey = defineJourney({
  ...{ id: 'no-answer', title: 'No answer', on: 'Signed Up' },
  async run(journey) {
    const hello = await journey.send('welcome/hello-stories');
    await journey.waitFor('Order Completed', { of: hello, within: '9 days' });
    return 'over';
  },
});
