import { defineJourney, inactive } from '../../../../engine';

export const comeBack = defineJourney({
  id: 'come-back',
  title: 'A customer gone quiet',
  on: inactive('90 days', { of: 'Order Placed' }),
  reenter: { after: '180 days' },
  goal: { event: 'Order Placed', within: '45 days' },
  holdout: '5%',
  async run(journey) {
    const hello = await journey.send('return/how-are-you');
    if (hello.status === 'skipped') return 'out of reach';

    await journey.wait('7 days');
    const small = await journey.do('issue-offer', { offer: 'return-10', expiresIn: '14 days' });
    if (small.status === 'refused') return 'nothing left to give';
    await journey.send('return/small-gift', { offer: small.offer });

    await journey.wait('10 days');
    const large = await journey.do('issue-offer', { offer: 'return-20', expiresIn: '7 days' });
    await journey.send('return/large-gift', {
      offer: large.status === 'done' ? large.offer : small.offer,
    });
    await journey.wait('7 days');
    return 'stayed away';
  },
});
