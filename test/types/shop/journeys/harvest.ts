import { defineJourney } from '../../../../engine';

export const harvest = defineJourney({
  id: 'harvest',
  title: 'First pick of the harvest',
  on: 'Harvest Announced',
  per: 'harvest_id',
  only: 'regular',
  reenter: 'always',
  goal: { event: 'Order Placed', within: '7 days' },
  async run(journey) {
    const { opens_at } = journey.event.properties;
    const eve = await journey.waitUntil(opens_at, { before: '1 day', at: '09:00' });
    if (eve === 'passed') return 'heard too late';
    const invitation = await journey.send('harvest/first-pick', {}, { within: '4 hours' });
    const click = await journey.waitFor('Email Clicked', { of: invitation, within: '20 hours' });
    if (!click) await journey.send('harvest/closing');
    return click ? 'had a look' : 'reminded';
  },
});
