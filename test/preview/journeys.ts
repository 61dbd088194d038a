import fc from 'fast-check';
import type { AnyDefinition, UntypedJourney } from '../../engine';
import type { Happening } from '../../preview';

/** A journey of the shop's catalogue whose names the compiler does not check. */
export const journeyOf = (
  run: (journey: UntypedJourney) => Promise<string>,
  rest: object = {},
): AnyDefinition =>
  ({ id: 'test', title: 'Test', on: 'Signed Up', ...rest, run }) as unknown as AnyDefinition;

export const ordered: Happening = { event: 'Order Completed' };

export const shopping = journeyOf(async (j) => {
  await j.send('welcome/come-by');
  const order = await j.waitFor('Order Completed', { within: '10 days' });
  if (!order) return 'no order';
  await j.wait('3 days');
  return 'ordered';
});

/** A story as data, so that any number of them can be made. */
export type Line =
  | { readonly verb: 'send'; readonly template: string; readonly looks: boolean }
  | { readonly verb: 'wait'; readonly days: number }
  | { readonly verb: 'waitFor'; readonly events: readonly string[]; readonly then: readonly Line[] }
  | { readonly verb: 'is'; readonly segment: string; readonly then: readonly Line[] }
  | { readonly verb: 'get' }
  | { readonly verb: 'split'; readonly then: readonly Line[] }
  | { readonly verb: 'do' };

async function tell(journey: UntypedJourney, lines: readonly Line[]): Promise<string | undefined> {
  for (const line of lines) {
    const end = await tellLine(journey, line);
    if (end !== undefined) return end;
  }
  return undefined;
}

async function tellLine(journey: UntypedJourney, line: Line): Promise<string | undefined> {
  switch (line.verb) {
    case 'send': {
      const sent = await journey.send(line.template);
      return line.looks && sent.status === 'skipped' ? 'unreachable' : undefined;
    }
    case 'wait':
      await journey.wait(`${line.days} days`);
      return undefined;
    case 'waitFor':
      return (await journey.waitFor(line.events, { within: '2 days' }))
        ? tell(journey, line.then)
        : undefined;
    case 'is':
      return (await journey.is(line.segment)) ? tell(journey, line.then) : undefined;
    case 'get':
      return (await journey.get('orders')) === 4 ? 'loyal' : undefined;
    case 'split':
      return (await journey.split('half', { a: 50, b: 50 })) === 'a'
        ? tell(journey, line.then)
        : undefined;
    case 'do': {
      const offer = await journey.do('issue-offer', { offer: 'welcome-10', expiresIn: '7 days' });
      return offer.status === 'refused' ? 'no offer' : undefined;
    }
  }
}

export const told = (lines: readonly Line[], rest: object = {}): AnyDefinition =>
  journeyOf(async (journey) => (await tell(journey, lines)) ?? 'over', rest);

const { stories } = fc.letrec<{ stories: readonly Line[]; line: Line }>((tie) => ({
  stories: fc.array(tie('line'), { maxLength: 4, depthIdentifier: 'story' }),
  line: fc.oneof(
    { depthSize: 'small', depthIdentifier: 'story' },
    fc.record({
      verb: fc.constant('send' as const),
      template: fc.constantFrom('welcome/come-by', 'welcome/hello-stories'),
      looks: fc.boolean(),
    }),
    fc.record({ verb: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ verb: fc.constant('do' as const) }),
    fc.record({ verb: fc.constant('get' as const) }),
    fc.record({
      verb: fc.constant('waitFor' as const),
      events: fc.uniqueArray(fc.constantFrom('Order Completed', 'Order Cancelled', 'Signed Up'), {
        minLength: 1,
        maxLength: 2,
      }),
      then: tie('stories'),
    }),
    fc.record({
      verb: fc.constant('is' as const),
      segment: fc.constantFrom('ordered', 'vip'),
      then: tie('stories'),
    }),
    fc.record({ verb: fc.constant('split' as const), then: tie('stories') }),
  ),
}));

/** Any small story: steps, branches on all that can be branched on. */
export const anyStory: fc.Arbitrary<readonly Line[]> = stories;
