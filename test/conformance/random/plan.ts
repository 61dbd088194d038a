import fc from 'fast-check';

/** A journey as data: what `interpreter` plays. */
export type Plan = readonly Step[];

export type Step =
  /** `reads`: a message that was skipped ends the journey. */
  | { readonly verb: 'send'; readonly template: Message; readonly reads: boolean }
  | { readonly verb: 'wait'; readonly long: string; readonly at?: string; readonly on?: 'weekdays' }
  | {
      readonly verb: 'until';
      readonly date: string;
      readonly before?: string;
      readonly passed: Plan;
    }
  | {
      readonly verb: 'for';
      readonly events: readonly Awaited[];
      readonly within: string;
      readonly color?: Color;
      /** Reads the colour of what came. */
      readonly reads: boolean;
      readonly came: Plan;
      readonly none: Plan;
    }
  /** A click in a message of its own. */
  | { readonly verb: 'click'; readonly within: string; readonly came: Plan }
  | { readonly verb: 'is'; readonly yes: Plan; readonly no: Plan }
  | { readonly verb: 'get'; readonly merry: Plan; readonly calm: Plan }
  | { readonly verb: 'split'; readonly name: SplitName; readonly left: Plan; readonly right: Plan }
  | { readonly verb: 'offer'; readonly offer: OfferName; readonly refused: Plan }
  | { readonly verb: 'inquire' }
  | { readonly verb: 'repeat'; readonly times: number; readonly steps: Plan }
  | { readonly verb: 'end'; readonly end: string };

export const messages = ['plan/mail', 'plan/text'] as const;
type Message = (typeof messages)[number];
export const awaited = ['Ping', 'Pong'] as const;
type Awaited = (typeof awaited)[number];
export const colors = ['red', 'blue'] as const;
type Color = (typeof colors)[number];
type SplitName = 'first' | 'second';
export const offerNames = ['one', 'two', 'three'] as const;
type OfferName = (typeof offerNames)[number];

const duration = fc.constantFrom('2 hours', '36 hours', '1 day', '3 days', '2 weeks');
const weekdays = fc.constant('weekdays' as const);
const leave = (end: fc.Arbitrary<string>) => fc.record({ verb: fc.constant('end' as const), end });

const plain: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    verb: fc.constant('send' as const),
    template: fc.constantFrom(...messages),
    reads: fc.boolean(),
  }),
  fc.record(
    {
      verb: fc.constant('wait' as const),
      long: fc.constantFrom('1 day', '3 days', '2 weeks'),
      at: fc.constantFrom('09:00', '18:30'),
      on: weekdays,
    },
    { requiredKeys: ['verb', 'long', 'at'] },
  ),
  fc.record({ verb: fc.constant('wait' as const), long: duration }),
  fc.record({ verb: fc.constant('inquire' as const) }),
);

const { plan } = fc.letrec<{ plan: Plan; step: Step }>((tie) => ({
  plan: fc.array(tie('step'), { minLength: 1, maxLength: 4, depthIdentifier: 'plan' }),
  step: fc.oneof(
    { depthIdentifier: 'plan', maxDepth: 3 },
    { arbitrary: plain, weight: 4 },
    {
      arbitrary: fc.record(
        {
          verb: fc.constant('for' as const),
          events: fc.subarray([...awaited], { minLength: 1 }),
          within: duration,
          color: fc.constantFrom(...colors),
          reads: fc.boolean(),
          came: tie('plan'),
          none: tie('plan'),
        },
        { requiredKeys: ['verb', 'events', 'within', 'reads', 'came', 'none'] },
      ),
      weight: 3,
    },
    fc.record({ verb: fc.constant('click' as const), within: duration, came: tie('plan') }),
    fc.record(
      {
        verb: fc.constant('until' as const),
        date: fc.constantFrom('2020-02-29', '2121-03-01T12:00:00Z'),
        before: fc.constantFrom('1 day', '3 hours'),
        passed: tie('plan'),
      },
      { requiredKeys: ['verb', 'date', 'passed'] },
    ),
    fc.record({ verb: fc.constant('is' as const), yes: tie('plan'), no: tie('plan') }),
    fc.record({ verb: fc.constant('get' as const), merry: tie('plan'), calm: tie('plan') }),
    fc.record({
      verb: fc.constant('split' as const),
      name: fc.constantFrom('first' as const, 'second' as const),
      left: tie('plan'),
      right: tie('plan'),
    }),
    fc.record({
      verb: fc.constant('offer' as const),
      offer: fc.constantFrom(...offerNames),
      refused: tie('plan'),
    }),
    fc.record({
      verb: fc.constant('repeat' as const),
      times: fc.integer({ min: 2, max: 3 }),
      steps: tie('plan'),
    }),
    leave(fc.constantFrom('enough', 'gone')),
  ),
}));

/** Journeys of every verb, nested up to three deep. */
export const planArbitrary: fc.Arbitrary<Plan> = plan;
