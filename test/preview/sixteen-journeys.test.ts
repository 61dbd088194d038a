import { explore, scenarioOf, simulate } from '../../preview';
import { teaJourneys, teaShop } from './tea-shop';

const options = { catalog: teaShop };

/** How often each end is met. */
function endsOf(paths: Awaited<ReturnType<typeof explore>>['paths']): Record<string, number> {
  const ends: Record<string, number> = {};
  for (const { trace } of paths) {
    const end = trace.end ?? trace.stands ?? 'none';
    ends[end] = (ends[end] ?? 0) + 1;
  }
  return ends;
}

test('sixteen journeys of another shop are explored, each to all of its ends', async () => {
  const ends: Record<string, Record<string, number>> = {};
  for (const journey of teaJourneys)
    ends[journey.id] = endsOf((await explore(journey, options)).paths);
  expect(Object.keys(ends)).toHaveLength(16);
  expect(ends).toMatchInlineSnapshot(`
   {
     "after-order": {
       "delivered": 2,
       "exit: Order Returned": 4,
       "parcel unknown": 2,
     },
     "basket": {
       "converted": 4,
       "left behind": 3,
       "restarted": 4,
     },
     "birthday": {
       "congratulated": 2,
     },
     "come-back": {
       "converted": 4,
       "nothing left to give": 1,
       "out of reach": 1,
       "stayed away": 2,
     },
     "digest": {
       "sent on Monday": 1,
     },
     "evening": {
       "counted down": 3,
       "exit: Booking Cancelled": 7,
       "restarted": 7,
     },
     "harvest": {
       "converted": 1,
       "had a look": 1,
       "heard too late": 1,
       "reminded": 1,
     },
     "hello": {
       "converted": 4,
       "no order yet": 2,
       "nothing left to give": 2,
     },
     "newsletter": {
       "confirmed": 2,
       "never confirmed": 1,
     },
     "referral-friend": {
       "no order": 2,
       "nothing left to give": 1,
       "ordered": 1,
       "referrer unknown": 1,
       "sent it back": 1,
     },
     "referral-thanks": {
       "has enough by now": 1,
       "thanked": 1,
     },
     "refill": {
       "converted": 1,
       "did not refill": 1,
     },
     "regular": {
       "welcomed": 1,
     },
     "survey": {
       "content": 2,
       "handed on": 2,
       "made up": 2,
       "no answer": 1,
     },
     "tasting": {
       "converted": 13,
       "did not subscribe": 5,
       "restarted": 13,
     },
     "wholesale": {
       "converted": 6,
       "later, perhaps": 2,
       "nobody rang": 4,
       "rang: bought": 4,
       "rang: declined": 4,
     },
   }
  `);
});

test.each(teaJourneys.map((journey) => ({ id: journey.id, journey })))(
  'each path of $id is simulated alike, its turns played once or twice',
  async ({ journey }) => {
    const { paths } = await explore(journey, options);
    for (const path of paths) {
      const scenario = scenarioOf(path);
      expect(await simulate(journey, scenario, options)).toEqual(path.trace);
      expect(await simulate(journey, scenario, { ...options, twice: true })).toEqual(path.trace);
    }
  },
);
