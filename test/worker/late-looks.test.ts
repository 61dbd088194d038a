import { HOUR } from '../../engine';
import { eachStore } from '../servers/stores';
import { catalog, on, START, TriggeredShop } from './triggered-shop';

const MONDAY = '2026-11-23';
const MONDAY_MORNING = { at: `${MONDAY}T09:00:00.000Z` };

eachStore((open) => {
  let shop: TriggeredShop;
  beforeAll(async () => {
    shop = await TriggeredShop.of(await open());
  });
  beforeEach(() => shop.begin());

  /** A member who was born on a 23 November, and was told of having come in. */
  async function member(): Promise<string> {
    await shop.does('m', 'Joined');
    const customer = await shop.does('m', 'Told', { birthday: '1990-11-23' });
    await shop.at(START + HOUR);
    await shop.applied(customer);
    return customer;
  }

  describe('a look that fails', () => {
    const throws = (): never => {
      throw new Error('of the author');
    };
    const members = { facts: ['until'], test: throws };
    const torn = { ...catalog, segments: { ...catalog.segments, members } };

    test('keeps no other trigger of the customer from being looked at', async () => {
      await member();
      const apply = { ...shop.apply, catalog: torn };
      expect(await shop.at(on(MONDAY, '09:01'), apply)).toBe(1);
      expect(await shop.told('birthday')).toHaveLength(1);
      expect(await shop.told('digest')).toEqual([]);
    });

    test('is done later, as of when it was to be', async () => {
      const customer = await member();
      await shop.at(on(MONDAY, '09:01'), { ...shop.apply, catalog: torn });
      expect(await shop.at(on(MONDAY, '09:30'))).toBe(0);
      await shop.does('m', 'Told', { birthday: '1990-11-23' });
      expect(await shop.at(on(MONDAY, '10:30'))).toBe(1);
      expect(await shop.told('digest')).toEqual([MONDAY_MORNING]);
      expect(await shop.due(customer)).toMatchObject({ 'digest/0': '2026-11-30T09:00' });
    });
  });

  test('a customer whose events cannot be worked off for an hour is told of all that came meanwhile', async () => {
    const customer = await member();
    const schema = {
      safeParse: () => {
        throw new Error('of the author');
      },
    };
    const Told = { ...catalog.events['Told'], schema };
    const torn = { ...catalog, events: { ...catalog.events, Told } } as unknown as typeof catalog;
    await shop.setClock(on(MONDAY, '09:01') - 30_000);
    await shop.accepted('m', { name: 'Told', properties: { birthday: '1990-11-23' } });
    expect(await shop.at(on(MONDAY, '09:01'), { ...shop.apply, catalog: torn })).toBe(0);
    expect(await shop.at(on(MONDAY, '10:30'))).toBe(2);
    expect(await shop.told('digest')).toEqual([MONDAY_MORNING]);
    expect(await shop.told('birthday')).toHaveLength(1);
    expect(await shop.due(customer)).toMatchObject({ 'birthday/0': '2027-11-23T09:00' });
  });

  describe('two customers who turn out to be one, with a look that is due and not yet done,', () => {
    const meet = async (): Promise<string> => {
      await shop.accepted('', {
        ...{ name: 'Left page', anonymousId: 'x', userId: undefined as never },
      });
      return shop.accepted('m', { type: 'identify', anonymousId: 'x' });
    };

    test('are told of it', async () => {
      await member();
      await shop.setClock(on(MONDAY, '10:00'));
      const one = await meet();
      await shop.applied(one);
      await shop.at(on(MONDAY, '10:10'));
      expect(await shop.told('digest')).toEqual([MONDAY_MORNING]);
      expect(await shop.told('birthday')).toHaveLength(1);
      expect(await shop.due(one)).toMatchObject({ 'digest/0': '2026-11-30T09:00' });
    });

    test('are told of it whichever of them it was for', async () => {
      const nobody = { anonymousId: 'x', userId: undefined as never };
      const customer = await shop.does('', 'Joined', {}, nobody);
      await shop.does('m', 'Told', {});
      await shop.at(START + HOUR);
      await shop.applied(customer);
      await shop.setClock(on(MONDAY, '10:00'));
      await shop.applied(await meet());
      await shop.at(on(MONDAY, '10:10'));
      expect(await shop.told('digest')).toEqual([MONDAY_MORNING]);
    });
  });
});
