import type {} from './catalog';
import { defineJourney } from '../../engine';

/** A listening evening in the shop; one that is moved is counted down to anew. */
export const countdown = defineJourney({
  id: 'countdown',
  title: 'Countdown to an evening',
  on: ['Event Registered', 'Event Moved'],
  per: 'event_id',
  reenter: 'restart',
  exit: ['Registration Cancelled'],
  async run(journey) {
    const { starts_at } = journey.event.properties;
    if ((await journey.waitUntil(starts_at, { before: '7 days', at: '10:00' })) === 'reached') {
      await journey.send('countdown/one-week');
    }
    if ((await journey.waitUntil(starts_at, { before: '1 day', at: '10:00' })) === 'reached') {
      await journey.send('countdown/tomorrow');
    }
    await journey.waitUntil(starts_at, { before: '15 minutes' });
    await journey.send('countdown/now', {}, { within: '30 minutes' });
    return 'reminded';
  },
});
