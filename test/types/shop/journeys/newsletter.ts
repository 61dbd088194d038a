import { defineJourney } from '../../../../engine';

export const newsletter = defineJourney({
  id: 'newsletter',
  title: 'Confirm the newsletter',
  on: 'Newsletter Asked For',
  per: 'list',
  reenter: { after: '1 day' },
  async run(journey) {
    await journey.send('newsletter/confirm');
    let yes = await journey.waitFor('Newsletter Confirmed', { within: '2 days' });
    if (!yes) {
      await journey.send('newsletter/confirm-again');
      yes = await journey.waitFor('Newsletter Confirmed', { within: '5 days' });
    }
    if (!yes) return 'never confirmed';
    await journey.do('grant-consent', { topic: yes.properties.list });
    await journey.send('newsletter/first');
    return 'confirmed';
  },
});
