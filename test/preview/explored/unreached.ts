import { defineJourney } from '../../../engine';

type Odd = { readonly status: string; readonly reason?: string };

/** It asks for what can never be. */
export const journey = defineJourney({
  ...{ id: 'unreached', title: 'Odd', on: 'Signed Up' },
  async run(journey) {
    const sent: Odd = await journey.send('welcome/come-by');
    if (sent.reason === 'unheard of') {
      return 'never';
    }
    await journey.wait('2 days');
    return (await journey.get('orders')) === 77 ? 'lucky' : 'over';
  },
});
