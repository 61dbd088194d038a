import type {} from './catalog';
import { defineJourney } from '../../engine';

/** Two weeks in the listening club, which lends a record a week; more time starts it anew. */
export const trial = defineJourney({
  id: 'trial',
  title: 'Trial of the listening club',
  on: ['Trial Started', 'Trial Extended'],
  reenter: 'restart',
  goal: { event: 'Membership Started', within: '45 days' },
  async run(journey) {
    const { name, properties } = journey.event;
    if (name === 'Trial Started') {
      await journey.send('trial/start');
      const borrowed = await journey.waitFor('Record Borrowed', { within: '2 days' });
      if (!borrowed) await journey.send('trial/first-record');
      const friend = await journey.waitFor('Friend Invited', { within: '3 days' });
      if (!friend) await journey.send('trial/invite');
    }
    await journey.waitUntil(properties.ends_at, { before: '3 days', at: '09:00' });
    await journey.send('trial/ending');
    await journey.waitUntil(properties.ends_at);
    await journey.send('trial/ended');
    return 'did not join';
  },
});
