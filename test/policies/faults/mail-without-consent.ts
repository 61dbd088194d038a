import { defineJourney } from '../../../engine';

/** The text that asks for a yes to texts needs one. */
export const journey = defineJourney({
  ...{ id: 'ask-for-texts', title: 'May we text you?', on: 'Signed Up' },
  async run(journey) {
    const gift = await journey.do('issue-offer', { offer: 'welcome-10', expiresIn: '9 days' });
    if (gift.status === 'refused') return 'no offer left';
    await journey.send('welcome/offer-ends', { offer: gift.offer }, { channel: 'sms' });
    if (!(await journey.waitFor('Email Clicked', { within: '2 days' }))) return 'no answer';
    await journey.do('grant-consent', { topic: 'offers', channel: 'sms' });
    return 'may text';
  },
});
