import { defineJourney, every } from '../../../../engine';

export const digest = defineJourney({
  id: 'digest',
  title: 'Monday digest',
  on: every('monday', { at: '09:00', in: 'reads-digest' }),
  only: 'has-news',
  reenter: 'always',
  async run(journey) {
    await journey.send('digest/monday', {}, { within: '1 day' });
    return 'sent on Monday';
  },
});
