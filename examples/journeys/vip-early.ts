import type {} from './catalog';
import { defineJourney } from '../../engine';

/** The day before a sale opens to all, it opens to the best customers. */
export const vipEarly = defineJourney({
  id: 'vip-early',
  title: 'VIP early access',
  on: 'Sale Announced',
  per: 'sale_id',
  only: 'vip',
  reenter: 'always',
  goal: { event: 'Order Completed', within: '30 days' },
  async run(journey) {
    const { opens_at } = journey.event.properties;
    const eve = await journey.waitUntil(opens_at, { before: '1 day', at: '09:00' });
    if (eve === 'passed') return 'too late';
    const sent = await journey.send('vip-early/early-access', {}, { within: '4 hours' });
    const clicked = await journey.waitFor('Email Clicked', { of: sent, within: '20 hours' });
    if (!clicked) await journey.send('vip-early/last-hours');
    return clicked ? 'clicked' : 'reminded';
  },
});
