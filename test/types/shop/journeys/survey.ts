import { defineJourney, type Journey } from '../../../../engine';

export const survey = defineJourney({
  id: 'survey',
  title: 'How did we do?',
  on: 'Parcel Delivered',
  reenter: { after: '180 days' },
  async run(journey) {
    await journey.wait('14 days', { at: '11:00', on: 'weekdays' });
    await journey.send('survey/ask');
    const answer =
      (await journey.waitFor('Survey Answered', {
        where: { survey: 'tea' },
        within: '5 days',
      })) ?? (await askAgain(journey));
    if (!answer) return 'no answer';
    if (answer.properties.score >= 7) {
      await journey.send('survey/thanks');
      return 'content';
    }
    const inquiry = await journey.do('open-inquiry', {
      subject: `Gave us ${answer.properties.score}`,
    });
    await journey.send('survey/sorry');
    const closed = await journey.waitFor('Inquiry Closed', {
      where: { inquiry_id: inquiry.inquiry_id },
      within: '5 days',
    });
    if (!closed) return 'handed on';
    await journey.wait('1 day');
    await journey.send('survey/settled');
    return 'made up';
  },
});

async function askAgain(journey: Journey) {
  await journey.send('survey/again');
  return journey.waitFor('Survey Answered', { where: { survey: 'tea' }, within: '7 days' });
}
