import type { UntypedJourney } from '../../engine';
import { simulate, type Scenario } from '../../preview';
import { journeyOf, ordered, shopping } from './journeys';

describe('what cannot be played', () => {
  test.each<[string, Scenario, string]>([
    [
      'an event that the catalogue does not have',
      { events: [{ event: 'Orderd' }] },
      'SCENARIO_INVALID',
    ],
    [
      'an event that does not fit',
      { events: [{ event: 'Order Completed', properties: { total: 'much' } }] },
      'SCENARIO_INVALID',
    ],
    ['an entry that does not fit', { entry: { properties: {} } }, 'SCENARIO_INVALID'],
    ['a start that is none', { start: 'soon' }, 'DATE_INVALID'],
    ['a zone that is none', { zone: 'Mars/Olympus' }, 'ZONE_UNKNOWN'],
    [
      'an offset that is none',
      { events: [{ at: '3 dyas' as '3 days', ...ordered }] },
      'DURATION_INVALID',
    ],
  ])('%s is refused by code', (_what, scenario, code) =>
    expect(simulate(shopping, scenario)).rejects.toMatchObject({ code }),
  );

  test('a loop without a bound is named', () => {
    const looping = journeyOf(async (j) => {
      for (;;) {
        await j.wait('1 day');
        await j.send('welcome/come-by');
      }
    });
    return expect(simulate(looping)).rejects.toMatchObject({
      code: 'JOURNEY_UNBOUNDED',
      details: { loop: 'wait → welcome/come-by' },
    });
  });

  test.each<[string, (j: UntypedJourney) => Promise<unknown>, string]>([
    ['at its start', () => new Promise((resolve) => setTimeout(resolve, 5)), 'its start'],
    [
      'after a step',
      (j) => j.send('welcome/come-by').then(() => new Promise(setImmediate)),
      'welcome/come-by#1',
    ],
  ])('an await of something that is not a step is named: %s', (_where, line, after) => {
    const waiting = journeyOf(async (j) => {
      await line(j);
      return 'over';
    });
    return expect(simulate(waiting)).rejects.toMatchObject({
      code: 'NOT_A_STEP',
      details: { after },
    });
  });

  test('a journey that throws stands still, and says so', async () => {
    const throwing = journeyOf(() => Promise.reject(new Error('typo')));
    expect((await simulate(throwing)).stands).toMatch(/^stuck: JOURNEY_THREW: .*'typo'/);
  });

  test('two verbs at once stand still', async () => {
    const both = journeyOf(async (j) => {
      await Promise.all([j.wait('1 day'), j.wait('2 days')]);
      return 'over';
    });
    expect((await simulate(both)).stands).toMatch(/^stuck: TWO_VERBS/);
  });
});
