import { defineJourney } from '../../../engine';

/** One offer each, and three in a week are all that anyone is sent. */
const offering = (id: string) =>
  defineJourney({
    ...{ id, title: 'An offer', on: 'Signed Up' },
    async run(journey) {
      await journey.send('welcome/come-by');
      return 'offered';
    },
  });

export const first = offering('first-offer');
export const second = offering('second-offer');
export const third = offering('third-offer');
export const fourth = offering('fourth-offer');
