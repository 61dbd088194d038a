import { explore, simulate, type Scenario } from '../../preview';
import { winBack } from '../../workflows/win-back';
import { journeyOf } from './journeys';

const inListeningBar = { on: { event: 'Signed Up', where: { source: 'listening bar' } } };
const source = journeyOf(
  (j) => Promise.resolve((j.event as { properties: { source: string } }).properties.source),
  inListeningBar,
);
const vips = journeyOf(async (j) => ((await j.is('vip')) ? 'vip' : 'not vip'), { only: 'vip' });
const carts = journeyOf(() => Promise.resolve('a cart'), {
  on: 'Order Completed',
  per: 'checkout_id',
});

const endsOf = async (journey: typeof source): Promise<(string | undefined)[]> =>
  (await explore(journey)).paths.map(({ trace }) => trace.end);

describe('a story begins as the journey does', () => {
  test('with what its entry asks, in every sample', async () => {
    expect((await simulate(source)).end).toBe('listening bar');
    expect(await endsOf(source)).toEqual(['listening bar']);
  });

  test('in the segment that it is for, of whom nothing else is said', async () => {
    expect((await simulate(vips)).end).toBe('vip');
    expect(await endsOf(vips)).toEqual(['vip']);
  });

  test.each<[string, Scenario]>([
    ['their segment is told', { segments: { vip: false } }],
    ['their past is told', { history: [{ ago: '3 days', event: 'Order Completed' }] }],
  ])('or not at all: %s', async (_what, scenario) => {
    const { steps, stands, end, diary } = await simulate(vips, scenario);
    expect({ steps, stands, end }).toEqual({ steps: [], stands: 'not entered: not in segment' });
    expect(diary).toMatchObject([{ kind: 'not entered', reason: 'not in segment' }]);
  });

  test('not without the field that keeps its runs apart', async () => {
    const entry = { event: 'Order Completed', sample: 'one disc' };
    expect((await simulate(carts, { entry })).stands).toBe('not entered: no value for per');
    expect((await simulate(carts)).end).toBe('a cart');
    expect(await endsOf(carts)).toEqual(['a cart']);
  });

  test.each<[string, typeof source, Scenario]>([
    ['another event', winBack, { entry: { event: 'Signed Up' } }],
    ['another field', source, { entry: { properties: { source: 'web' } } }],
  ])('not on %s', async (_what, journey, scenario) => {
    await expect(simulate(journey, scenario)).rejects.toMatchObject({ code: 'SCENARIO_INVALID' });
  });
});

test('a split that is written with other arms is drawn anew, with the first arm kept', async () => {
  const splitting = journeyOf(async (j) => {
    const first = await j.split('s', { a: 50, b: 50 });
    const second = await j.split('s', { c: 50, d: 50 });
    return `${first} ${second} ${await j.split('s', { a: 50, b: 50 })}`;
  });
  expect(await endsOf(splitting)).toEqual(['a c a', 'a d a', 'b c b', 'b d b']);
});
