import type {} from '../catalog';
import { defineJourney } from '../engine';

/** A first hello, a few picks, a first-order offer; it stops the moment they order. */
export const welcome = defineJourney({
  id: 'welcome',
  title: 'Welcome a new customer',
  on: 'Signed Up',
  goal: { event: 'Order Completed', within: '30 days' },
  holdout: '5%',
  async run(journey) {
    const hello = await journey.split('welcome-hello', { stories: 50, records: 50 });
    const first = await journey.send(`welcome/hello-${hello}`);
    if (first.status === 'skipped') return 'unreachable';

    await journey.wait('3 days', { at: '09:30' });
    await journey.send('welcome/picks', { products: ['night-ferry', 'low-sun', 'small-hours'] });

    await journey.wait('4 days', { at: '09:30' });
    if (await journey.is('ordered')) return 'a customer already';
    const gift = await journey.do('issue-offer', { offer: 'welcome-10', expiresIn: '10 days' });
    if (gift.status === 'refused') {
      await journey.send('welcome/come-by');
      return 'no offer left';
    }
    await journey.send('welcome/first-order-offer', { offer: gift.offer });

    await journey.wait('7 days', { at: '11:00' });
    await journey.send('welcome/offer-ends', { offer: gift.offer }, { within: '1 day' });
    await journey.wait('4 days');
    return 'did not order';
  },
});
