import { inTransaction, lockCustomer } from '../../store';
import { onPostgres } from '../servers/stores';
import { eventually } from './product';
import { on, TriggeredShop } from './triggered-shop';

const COUNT = 12;

/** A promise, and what fulfils it. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

onPostgres((open) => {
  test('a customer who is busy elsewhere keeps no other from being looked at', async () => {
    const shop = await TriggeredShop.of(await open());
    await shop.begin();
    const customers: string[] = [];
    for (let i = 0; i < COUNT; i++) customers.push(await shop.does(`m-${i}`, 'Joined'));
    const [locked, free] = [gate(), gate()];
    const held = inTransaction(shop.store, async (tx) => {
      await lockCustomer(tx, customers[0] ?? '');
      locked.open();
      await free.passed;
    });
    await locked.passed;
    const swept = shop.at(on('2026-11-23', '09:01'));
    const others = await eventually(async () => {
      const told = await shop.told('digest');
      return told.length === COUNT - 1 ? told : undefined;
    });
    free.open();
    await held;
    expect(others).toHaveLength(COUNT - 1);
    expect(await swept).toBeGreaterThanOrEqual(COUNT);
    expect(await shop.told('digest')).toHaveLength(COUNT);
  });
});
