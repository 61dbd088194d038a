import { explore, simulate } from '../../preview';
import { journeys } from '../worker/journeys/each-trigger';

const [quiet, regular, anniversary, monday] = journeys;

describe('a journey that a trigger starts', () => {
  test.each([
    ['silence', quiet, 'Order Completed'],
    ['a segment', regular, 'vip'],
    ['a date', anniversary, 'last-order'],
    ['a schedule', monday, '2026-11-23T09:00:00Z'],
  ] as const)('is simulated and explored from what its event says: %s', async (_, journey, end) => {
    if (!journey) throw new Error('there is no such journey');
    expect((await simulate(journey)).end).toBe(end);
    const { paths } = await explore(journey);
    expect(paths.map(({ trace }) => trace.end)).toEqual([end]);
  });

  test('is told what its trigger says, and not what another’s sample does', async () => {
    if (!regular) throw new Error('there is no such journey');
    const trigger = { kind: 'entered', segment: 'ordered' } as const;
    const other = { ...regular, on: { event: 'Segment Entered', trigger } as const };
    expect((await simulate(other)).end).toBe('ordered');
    const { paths } = await explore(other);
    expect(paths.map(({ trace }) => trace.end)).toEqual(['ordered']);
    const scenario = { entry: { properties: { segment: 'as the scenario says' } } };
    expect((await simulate(other, scenario)).end).toBe('as the scenario says');
  });
});
