import type { ApplyDeps } from '../../activities';
import { HOUR } from '../../engine';
import { eachStore } from '../servers/stores';
import { catalog, on, START, TriggeredShop } from './triggered-shop';

const MONDAY = '2026-11-23';

eachStore((open) => {
  let shop: TriggeredShop;
  beforeAll(async () => {
    shop = await TriggeredShop.of(await open());
  });
  beforeEach(() => shop.begin());

  /** A member who was born on a 23 November, and was told of having come in. */
  async function member(timeZone: string): Promise<string> {
    await shop.does('m', 'Joined', {}, { timeZone });
    const customer = await shop.does('m', 'Told', { birthday: '1990-11-23' });
    await shop.at(START + HOUR);
    await shop.applied(customer);
    return customer;
  }

  describe('who goes east, to where the hour has passed,', () => {
    test('is told of the day all the same', async () => {
      const customer = await member('America/New_York');
      expect(await shop.due(customer)).toMatchObject({ 'digest/0': `${MONDAY}T14:00` });
      await shop.setClock(on(MONDAY, '12:00'));
      await shop.moves('m', 'Europe/Berlin');
      await shop.at(on(MONDAY, '12:01'));
      expect(await shop.told('digest')).toEqual([{ at: `${MONDAY}T08:00:00.000Z` }]);
      expect(await shop.told('birthday')).toEqual([{ fact: 'birthday', date: MONDAY }]);
      expect(await shop.due(customer)).toMatchObject({
        'digest/0': '2026-11-30T08:00',
        'birthday/0': '2027-11-23T08:00',
      });
    });

    test('is told of it whatever is worked off together with the move', async () => {
      await member('America/New_York');
      await shop.setClock(on(MONDAY, '11:00'));
      await shop.accepted('m', { name: 'Told', properties: { birthday: '1990-11-23' } });
      await shop.setClock(on(MONDAY, '12:00'));
      await shop.moves('m', 'Europe/Berlin');
      await shop.at(on(MONDAY, '12:01'));
      expect([await shop.told('digest'), await shop.told('birthday')]).toMatchObject([
        { length: 1 },
        { length: 1 },
      ]);
    });

    test('is told of it where nobody looked before they went', async () => {
      await member('America/New_York');
      await shop.setClock(on(MONDAY, '15:00'));
      await shop.moves('m', 'Europe/Berlin');
      await shop.at(on(MONDAY, '15:01'));
      expect(await shop.told('digest')).toHaveLength(1);
      expect(await shop.told('birthday')).toHaveLength(1);
    });

    test('is told of nothing that had passed before they came', async () => {
      await shop.setClock(on(MONDAY, '15:00'));
      await shop.does('m', 'Joined', {}, { timeZone: 'America/New_York' });
      await shop.does('m', 'Told', { birthday: '1990-11-23' });
      await shop.moves('m', 'Europe/Berlin');
      await shop.at(on(MONDAY, '16:00'));
      expect(await shop.told('digest')).toEqual([]);
      expect(await shop.told('birthday')).toEqual([]);
    });
  });

  test('a shop that changes its zone leaves out no day of who has none', async () => {
    const inZone = (timeZone: string): ApplyDeps => ({
      ...shop.apply,
      catalog: { ...catalog, shop: { ...catalog.shop, timeZone } },
    });
    const customer = await shop.accepted('m', { name: 'Joined' });
    await shop.applied(customer, inZone('America/New_York'));
    expect(await shop.due(customer)).toMatchObject({ 'digest/0': `${MONDAY}T14:00` });
    await shop.at(on(MONDAY, '14:01'), inZone('Europe/Berlin'));
    expect(await shop.told('digest')).toEqual([{ at: `${MONDAY}T08:00:00.000Z` }]);
  });
});
