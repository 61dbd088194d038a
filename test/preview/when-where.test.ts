import { catalog } from '../../catalog';
import { HOUR } from '../../engine';
import { explore, simulate } from '../../preview';
import { journeyOf } from './journeys';

describe('a customer of whom nothing is known', () => {
  const evening = journeyOf(async (j) => {
    await j.wait('1 day', { at: '18:30' });
    return 'over';
  });
  const shop = { ...catalog, shop: { ...catalog.shop, timeZone: 'Asia/Karachi' } };

  test('lives where the shop is, and comes at ten in the morning', async () => {
    for (const known of [catalog, shop]) {
      expect(await simulate(evening, {}, { catalog: known })).toMatchObject({ at: 32.5 * HOUR });
      const { start, paths } = await explore(evening, { catalog: known });
      const { timeZone } = known.shop;
      const local = new Date(start).toLocaleString('sv-SE', { timeZone });
      expect(local).toBe('2026-01-05 10:00:00');
      expect(paths.map(({ trace }) => trace.at)).toEqual([32.5 * HOUR]);
    }
  });

  test.each([
    ['an instant', '2026-01-05T03:00:00Z', 34.5],
    ['a local time', '2026-01-05T08:00', 34.5],
    ['a day', '2026-01-05', 32.5],
  ])('may come at %s', async (_, start, hours) => {
    const told = await simulate(evening, { start }, { catalog: shop });
    expect(told.at).toBe(hours * HOUR);
    const { paths } = await explore(evening, { start, catalog: shop });
    expect(paths[0]?.trace.at).toBe(told.at);
  });
});
