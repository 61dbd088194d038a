import { defineJourney } from '../../../../engine';

export const evening = defineJourney({
  id: 'evening',
  title: 'Count down to a tasting evening',
  on: ['Tasting Booked', 'Tasting Moved'],
  per: 'tasting_id',
  reenter: 'restart',
  exit: ['Booking Cancelled'],
  async run(journey) {
    const { starts_at } = journey.event.properties;
    if ((await journey.waitUntil(starts_at, { before: '7 days', at: '10:00' })) === 'reached') {
      await journey.send('evening/next-week');
    }
    if ((await journey.waitUntil(starts_at, { before: '1 day', at: '10:00' })) === 'reached') {
      await journey.send('evening/tomorrow');
    }
    await journey.waitUntil(starts_at, { before: '15 minutes' });
    await journey.send('evening/now', {}, { within: '30 minutes' });
    return 'counted down';
  },
});
