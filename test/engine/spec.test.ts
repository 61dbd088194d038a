import { DAY, HOUR, every, inactive, onDate, specOf, type AnyDefinition } from '../../engine';

const of = (rest: object): AnyDefinition =>
  ({
    id: 'test',
    title: 'Test',
    on: 'A',
    run: async () => 'x',
    ...rest,
  }) as unknown as AnyDefinition;

describe('the data of a definition', () => {
  test.each([
    ['the least', {}, { on: [{ event: 'A' }], exit: [], holdout: 0 }],
    [
      'one event with fields',
      { on: { event: 'A', where: { x: 1 } } },
      { on: [{ event: 'A', where: { x: 1 } }] },
    ],
    [
      'several events',
      { on: ['A', { event: 'B', where: { x: 1 } }] },
      { on: [{ event: 'A' }, { event: 'B', where: { x: 1 } }] },
    ],
    [
      're-entry after a time',
      { reenter: { after: '180 days' } },
      { reenter: { after: 180 * DAY } },
    ],
    ['re-entry always', { reenter: 'always' }, { reenter: 'always' }],
    [
      'a goal',
      { goal: { event: 'B', within: '12 hours' } },
      { goal: { event: 'B', within: 12 * HOUR } },
    ],
    [
      'exits',
      { exit: ['B', { event: 'C', where: { x: 1 } }] },
      { exit: [{ event: 'B' }, { event: 'C', where: { x: 1 } }] },
    ],
    [
      'a schedule',
      { on: every(['monday', 'friday'], { at: '09:00', in: 'a' as never }) },
      {
        on: [
          {
            event: 'Schedule Ticked',
            trigger: { kind: 'every', days: ['monday', 'friday'], at: '09:00', in: 'a' },
          },
        ],
      },
    ],
    ['a segment and a field', { only: 'vip', per: 'order_id' }, { only: 'vip', per: 'order_id' }],
    ['a hold-out', { holdout: '2.5%' }, { holdout: 2.5 }],
    ['nobody held out', { holdout: '0%' }, { holdout: 0 }],
    ['everybody held out', { holdout: '100%' }, { holdout: 100 }],
  ])('%s', (_what, rest, expected) => expect(specOf(of(rest))).toMatchObject(expected));

  test('is JSON: what a release stores and a relay reads is the same', () => {
    const spec = specOf(of({ reenter: { after: '1 day' }, goal: { event: 'B', within: '1 day' } }));
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  });

  test.each([
    ['an id that is not kebab-case', { id: 'Win Back' }, 'JOURNEY_INVALID'],
    ['an id that begins with a digit', { id: '1st' }, 'JOURNEY_INVALID'],
    ['a hold-out above 100%', { holdout: '101%' }, 'JOURNEY_INVALID'],
    ['a negative hold-out', { holdout: '-5%' }, 'JOURNEY_INVALID'],
    ['a hold-out in words', { holdout: 'five%' }, 'JOURNEY_INVALID'],
    ['a misspelt window', { goal: { event: 'B', within: '3 dyas' } }, 'DURATION_INVALID'],
    ['silence of no event', { on: inactive('90 days', { of: [] }) }, 'JOURNEY_INVALID'],
    [
      'a misspelt silence',
      { on: inactive('90 dyas' as never, { of: 'A' as never }) },
      'DURATION_INVALID',
    ],
    [
      'a misspelt time before a date',
      { on: onDate('a' as never, { before: 'soon' as never }) },
      'DURATION_INVALID',
    ],
    ['no time of day', { on: onDate('a' as never, { at: '25:00' }) }, 'CLOCK_INVALID'],
    [
      'a schedule of no day',
      { on: every([], { at: '09:00', in: 'a' as never }) },
      'JOURNEY_INVALID',
    ],
    [
      'a schedule of no known day',
      { on: every('mon' as never, { at: '09:00', in: 'a' as never }) },
      'JOURNEY_INVALID',
    ],
    [
      'a schedule without a time',
      { on: every('day', { at: '9' as never, in: 'a' as never }) },
      'CLOCK_INVALID',
    ],
    ['a misspelt re-entry', { reenter: { after: 'soon' } }, 'DURATION_INVALID'],
  ])('%s is refused by code', (_what, rest, code) =>
    expect(() => specOf(of(rest))).toThrow(expect.objectContaining({ code })),
  );
});
