import { refuseFaulty, shippedJourneys } from '../../preview';
import { defineJourney, type AnyDefinition, type UntypedJourney } from '../../engine';

const journey = (run: (journey: UntypedJourney) => Promise<unknown>, more: object = {}) =>
  defineJourney({
    ...{ id: 'faulty', title: 'Faulty', on: 'Signed Up', ...more },
    run: async (verbs: UntypedJourney) => {
      await run(verbs);
      return 'done';
    },
  } as never) as AnyDefinition;

const nothing = (): Promise<void> => Promise.resolve();

test.each<[string, AnyDefinition, string]>([
  [
    'begins on an event that nobody knows',
    journey(nothing, { on: 'Signed up' }),
    "no event 'Signed up'; did you mean 'Signed Up'?",
  ],
  [
    'ends by one',
    journey(nothing, { exit: ['Order Canceled'] }),
    "no event 'Order Canceled'; did you mean 'Order Cancelled'?",
  ],
  [
    'counts one as its goal',
    journey(nothing, { goal: { event: 'Moon Landing', within: '3 days' } }),
    "no event 'Moon Landing'",
  ],
  [
    'waits for one',
    journey((verbs) => verbs.waitFor('Order Delivred', { within: '1 day' })),
    "did you mean 'Order Delivered'?",
  ],
  ['waits no length of time', journey((verbs) => verbs.wait('4 dayz')), 'DURATION_INVALID'],
  [
    'sends what has no template',
    journey((verbs) => verbs.send('welcome/come-byy')),
    'NOT_IN_CATALOG',
  ],
])('a journey that %s is refused before anyone enters it', async (_, faulty, problem) => {
  await expect(refuseFaulty([faulty])).rejects.toMatchObject({
    code: 'JOURNEY_FAULTY',
    message: expect.stringContaining(problem) as string,
  });
});

test('the shipped journeys are not', async () => {
  await expect(refuseFaulty(shippedJourneys)).resolves.toBeUndefined();
});
