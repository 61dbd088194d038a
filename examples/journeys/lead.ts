import type {} from './catalog';
import { defineJourney } from '../../engine';

/** A café or a bar asks about music: whoever looks keen is rung up by a person. */
export const lead = defineJourney({
  id: 'lead',
  title: 'Music for a house',
  on: 'Lead Created',
  per: 'lead_id',
  goal: { event: 'Visit Booked', within: '30 days' },
  async run(journey) {
    await journey.send('lead/intro');
    await journey.wait('2 days', { at: '10:00', on: 'weekdays' });
    const house = await journey.send('lead/a-house');
    const clicked = await journey.waitFor('Email Clicked', { of: house, within: '4 days' });
    const score = (await journey.get('lead-score')) ?? 0;
    if (clicked || score > 80) {
      const { inquiry } = await journey.do('open-inquiry', { subject: 'Ring up this house' });
      const call = await journey.waitFor('Inquiry Closed', {
        where: { inquiry },
        within: '3 days',
      });
      if (!call) return 'nobody rang';
      return call.properties.solved ? 'rang: won' : 'rang: lost';
    }
    await journey.send('lead/visit');
    return 'later, perhaps';
  },
});
