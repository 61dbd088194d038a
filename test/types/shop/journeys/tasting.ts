import { defineJourney } from '../../../../engine';

export const tasting = defineJourney({
  id: 'tasting',
  title: 'A tasting box on trial',
  on: ['Tasting Started', 'Tasting Prolonged'],
  reenter: 'restart',
  goal: { event: 'Box Subscribed', within: '45 days' },
  async run(journey) {
    const { name, properties } = journey.event;
    if (name === 'Tasting Started') {
      await journey.send('tasting/begin');
      const brewed = await journey.waitFor('First Brew Logged', { within: '2 days' });
      if (!brewed) await journey.send('tasting/first-brew');
      if (!(await journey.waitFor('Friend Invited', { within: '3 days' }))) {
        await journey.send('tasting/bring-a-friend');
      }
    }
    await journey.waitUntil(properties.ends_at, { before: '3 days', at: '09:00' });
    await journey.send('tasting/ends-soon');
    await journey.waitUntil(properties.ends_at);
    await journey.send('tasting/ended');
    return 'did not subscribe';
  },
});
