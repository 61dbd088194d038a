import type {} from '../catalog';
import { defineJourney, inactive } from '../engine';

/** Three months without an order: a word first, then 10%, then 20%. */
export const winBack = defineJourney({
  id: 'win-back',
  title: 'Win back a quiet customer',
  on: inactive('90 days', { of: 'Order Completed' }),
  reenter: { after: '180 days' },
  goal: { event: 'Order Completed', within: '45 days' },
  holdout: '5%',
  async run(journey) {
    const hello = await journey.send('win-back/we-miss-you', {
      products: ['paper-satellites', 'small-hours'],
    });
    if (hello.status === 'skipped') return 'unreachable';

    await journey.wait('7 days');
    const small = await journey.do('issue-offer', { offer: 'win-back-10', expiresIn: '14 days' });
    if (small.status === 'refused') return 'out of budget';
    await journey.send('win-back/incentive', { offer: small.offer });

    await journey.wait('10 days');
    const large = await journey.do('issue-offer', { offer: 'win-back-20', expiresIn: '7 days' });
    const best = large.status === 'done' ? large.offer : small.offer;
    await journey.send('win-back/last-chance', { offer: best }, { within: '1 day' });

    await journey.wait('7 days');
    return 'lapsed';
  },
});
