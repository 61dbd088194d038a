import { defineJourney } from '../../../engine';

/** A question a day, each with two answers. */
export const journey = defineJourney({
  ...{ id: 'questions', title: 'Twenty questions', on: 'Signed Up' },
  async run(journey) {
    let times = 0;
    for (let day = 0; day < 20; day++) {
      if (await journey.is('vip')) times++;
      await journey.wait('1 day');
    }
    return times > 10 ? 'mostly' : 'rarely';
  },
});
