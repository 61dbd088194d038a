import type {} from './catalog';
import { defineJourney } from '../../engine';

/** Double opt-in: nobody gets the letter before they said yes from their own inbox. */
export const optIn = defineJourney({
  id: 'opt-in',
  title: 'Confirm the letter',
  on: 'Subscription Requested',
  per: 'list',
  reenter: { after: '1 day' },
  async run(journey) {
    await journey.send('opt-in/confirm');
    let confirmed = await journey.waitFor('Subscription Confirmed', { within: '2 days' });
    if (!confirmed) {
      await journey.send('opt-in/reminder');
      confirmed = await journey.waitFor('Subscription Confirmed', { within: '5 days' });
    }
    if (!confirmed) return 'not confirmed';
    await journey.do('grant-consent', { topic: confirmed.properties.list });
    await journey.send('opt-in/welcome');
    return 'confirmed';
  },
});
