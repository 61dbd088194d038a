import { defineJourney, type Journey } from '../../../engine';

/* Less common ways to write a journey that our rules must let pass. */

const VOICES = ['warm', 'brisk'] as const;

export const allowed = defineJourney({
  id: 'allowed',
  title: 'Other ways to say it',
  on: [{ event: 'Order Placed', where: { total: 0 } }, 'Parcel Delivered'],
  reenter: { after: '1.5 days' },
  holdout: '12.5%',
  async run(journey) {
    const regular = await journey.is('regular');
    await (regular
      ? journey.send('return/how-are-you')
      : journey.send('hello/warm', undefined, { within: '90 minutes' }));
    if (!regular && (await journey.is('has-news'))) await journey.wait('1 week', { at: '23:59' });

    for (const voice of VOICES) await journey.send(`hello/${voice}`);
    for (let round = 0; round < 3; round++) {
      if (await reminded(journey, round)) break;
    }
    for (let left = VOICES.length - 1; left > 0; left--) await journey.wait('1 day');
    const days: string[] = [];
    for (const voice of VOICES) days.push(voice);
    for (let day = 0; day < Math.min(days.length, 2); day++) await journey.wait('1 day');
    const seen = await journey.waitFor(['Inquiry Closed', 'Order Returned'], {
      until: '2027-01-31',
    });
    const arm = await journey.split('thirds', { first: 33.3, second: 33.3, third: 33.4 });
    await journey.waitUntil(seen?.at ?? '2027-02-28T08:00:00Z', { on: ['monday', 'friday'] });
    return words(journey).join(arm);
  },
});

/** A sub-flow of its own. */
const reminded = async (journey: Journey, round: number): Promise<boolean> =>
  round > 1 ? journey.is('regular') : (await journey.send('basket/kept')).status === 'sent';

/** No step: it only reads, and answers at once. */
const words = (journey: Journey): readonly string[] =>
  Object.keys(journey.event.properties).map((field) => field.toUpperCase());

/** Any journey: of one event or of another. */
export async function ask(journey: Journey<'Order Placed'> | Journey<'Account Opened'>) {
  return journey.get('lead-score');
}
