import { defineJourney, entered } from '../../../../engine';

export const regular = defineJourney({
  id: 'regular',
  title: 'One of the regulars',
  on: entered('regular'),
  async run(journey) {
    await journey.do('award-points', { points: 100 });
    return 'welcomed';
  },
});
