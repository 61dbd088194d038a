import type {} from './catalog';
import { defineJourney, type Journey } from '../../engine';

/** Would they send a friend to us? Whoever would not hears from a person. */
export const nps = defineJourney({
  id: 'nps',
  title: 'How likely?',
  on: 'Order Delivered',
  reenter: { after: '180 days' },
  async run(journey) {
    await journey.wait('14 days', { at: '11:00', on: 'weekdays' });
    await journey.send('nps/ask');
    const answer =
      (await journey.waitFor('Survey Responded', { where: { survey: 'nps' }, within: '5 days' })) ??
      (await remind(journey));
    if (!answer) return 'silent';
    if (answer.properties.score >= 4) {
      await journey.send('nps/thanks');
      return 'answered';
    }
    const subject = `Would not send a friend: ${answer.properties.score} of 5`;
    const { inquiry } = await journey.do('open-inquiry', { subject });
    await journey.send('nps/sorry');
    const closed = await journey.waitFor('Inquiry Closed', {
      where: { inquiry },
      within: '5 days',
    });
    if (!closed) return 'escalated';
    await journey.wait('1 day');
    await journey.send('nps/resolved');
    return 'recovered';
  },
});

async function remind(journey: Journey) {
  await journey.send('nps/reminder');
  return journey.waitFor('Survey Responded', { where: { survey: 'nps' }, within: '7 days' });
}
