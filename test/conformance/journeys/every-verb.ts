import type {} from '../../../catalog';
import { defineJourney } from '../../../engine';

/** Each verb, each way of ending a wait, and each reading of an outcome. */
export const everyVerb = defineJourney({
  id: 'every-verb',
  title: 'Every verb once',
  on: 'Signed Up',
  per: 'source',
  exit: [{ event: 'Unsubscribed', where: { topic: 'offers' } }],
  async run(journey) {
    const arm = await journey.split('every-arm', { long: 50, short: 50 });
    if (arm === 'short') return journey.waitUntil('2020-01-01', { before: '1 day' });

    const hello = await journey.send('welcome/come-by');
    if (hello.status === 'skipped') return 'unreachable';

    const clicked = await journey.waitFor('Email Clicked', { of: hello, within: '2 days' });
    if (clicked) await journey.do('grant-consent', { topic: 'offers', channel: 'sms' });
    const event = await journey.waitFor(['Order Completed', 'Order Cancelled'], {
      within: '3 days',
    });
    if (!event) {
      await journey.wait('1 day', { at: '18:00', on: 'weekdays' });
      await journey.send('welcome/hello-stories', {}, { within: '1 hour' });
      if (clicked) return 'curious';
      const orders = (await journey.get('orders')) ?? 0;
      if (orders > 3) return (await journey.is('vip')) ? 'a friend' : 'a regular';
      return 'silent';
    }
    if (event.name === 'Order Cancelled') return `cancelled ${event.properties.order_id}`;
    const { order_id } = event.properties;
    const back = await journey.waitFor('Order Cancelled', {
      where: { order_id },
      within: '1 week',
    });
    return back ? 'sent back' : 'kept';
  },
});

export const journeys = [everyVerb];
