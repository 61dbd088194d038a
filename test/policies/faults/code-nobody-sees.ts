import { defineJourney } from '../../../engine';

/** A code is made, and another mail is sent. */
export const journey = defineJourney({
  ...{ id: 'absent-minded', title: 'A code for nobody', on: 'Signed Up' },
  async run(journey) {
    await journey.do('issue-offer', { offer: 'welcome-10', expiresIn: '9 days' });
    await journey.send('welcome/come-by');
    return 'over';
  },
});
