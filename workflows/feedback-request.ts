import type {} from '../catalog';
import { defineJourney } from '../engine';

/** How did it go? Thanks for an answer; whoever is unhappy hears from a person. */
export const feedbackRequest = defineJourney({
  id: 'feedback-request',
  title: 'Ask how an order went',
  on: 'Order Completed',
  only: 'just-ordered',
  // However much somebody buys: one question in three months.
  reenter: { after: '90 days' },
  async run(journey) {
    // Asked once it is in their hands, and was played a few times; not at all if it is given back.
    const { order_id } = journey.event.properties;
    const delivered = await journey.waitFor('Order Delivered', {
      where: { order_id },
      within: '14 days',
    });
    await journey.wait('1 day', { at: '18:30' });
    const returned = await journey.waitFor('Order Cancelled', {
      where: { order_id },
      within: delivered ? '9 days' : '4 days',
    });
    if (returned) return 'order cancelled';

    const ask = await journey.send('feedback-request/ask');
    if (ask.status === 'skipped') return 'not asked';
    const answer = await journey.waitFor('Survey Responded', { of: ask, within: '7 days' });
    // An hour for a comment and for second thoughts: the last answer in it counts.
    if (answer) await journey.wait('1 hour');

    let inquiry: string | undefined;
    if (answer && (await journey.is('unhappy'))) {
      ({ inquiry } = await journey.do('open-inquiry', { subject: 'Unhappy with an order' }));
      await journey.send('feedback-request/sorry');
    } else if (answer) await journey.send('feedback-request/thanks');

    // Everyone who kept it is asked for a review in public, whatever they answered: to ask only the happy is unlawful.
    await journey.wait('1 day', { at: '10:30' });
    const cancelled = await journey.waitFor('Order Cancelled', {
      where: { order_id },
      within: '3 days',
    });
    if (!cancelled) await journey.send('feedback-request/review');

    if (inquiry !== undefined) {
      const closed = await journey.waitFor('Inquiry Closed', {
        where: { inquiry },
        within: '14 days',
      });
      return closed?.properties.solved ? 'recovered' : 'not recovered';
    }
    if (cancelled) return 'order cancelled';
    return answer ? 'thanked' : 'no answer';
  },
});
