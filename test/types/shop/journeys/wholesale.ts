import { defineJourney } from '../../../../engine';

export const wholesale = defineJourney({
  id: 'wholesale',
  title: 'A café asks for prices',
  on: 'Wholesale Asked For',
  per: 'lead_id',
  goal: { event: 'Visit Booked', within: '30 days' },
  async run(journey) {
    await journey.send('wholesale/intro');
    await journey.wait('2 days', { at: '10:00', on: 'weekdays' });
    const mail = await journey.send('wholesale/case');
    const click = await journey.waitFor('Email Clicked', { of: mail, within: '4 days' });
    const score = (await journey.get('lead-score')) ?? 0;
    if (!click && score <= 80) {
      await journey.send('wholesale/visit');
      return 'later, perhaps';
    }
    const task = await journey.do('create-task', {
      team: 'wholesale',
      title: 'Ring this café',
      about: journey.event.properties.lead_id,
    });
    const rang = await journey.waitFor('Task Finished', {
      where: { task_id: task.task_id },
      within: '3 days',
    });
    return rang ? `rang: ${rang.properties.outcome}` : 'nobody rang';
  },
});
