import type {} from './catalog';
import { defineJourney, every } from '../../engine';

/** On Mondays, to those who asked for it, if there is something to say. What repeats is a trigger, not a loop. */
export const digest = defineJourney({
  id: 'digest',
  title: 'Weekly digest',
  on: every('monday', { at: '09:00', in: 'reads-digest' }),
  only: 'has-arrivals',
  reenter: 'always',
  async run(journey) {
    await journey.send('digest/weekly', {}, { within: '1 day' });
    return 'sent on Monday';
  },
});
