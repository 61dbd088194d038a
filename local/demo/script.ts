import { DAY, HOUR, bucket, hash32, type Instant } from '../../engine';
import { draw, personOf, type Person } from './cast';
import type { CdnowOrder } from './cdnow';

export interface LineItem {
  readonly product_id: string;
  readonly quantity: number;
  readonly price: number;
}

/** What happens in the demo, at an instant of the virtual clock. */
export type Happening =
  | { readonly kind: 'sign-up'; readonly at: Instant; readonly person: Person }
  | {
      readonly kind: 'order';
      readonly at: Instant;
      readonly person: Person;
      readonly properties: {
        readonly order_id: string;
        readonly total: number;
        readonly products: readonly LineItem[];
      };
    };

export interface ScriptSettings {
  readonly customers: number;
  readonly days: number;
  readonly seed: number;
  /** Where day 0 begins. */
  readonly origin: Instant;
  /** Ids of what the shop sells. */
  readonly products: readonly string[];
}

/** Where day 0 begins when the last of the days is today (UTC). */
export const originOf = (today: Instant, days: number): Instant =>
  Math.floor(today / DAY) * DAY - (days - 1) * DAY;

/**
 * Sign-ups and orders of the drawn customers in the order in which they happen. Days and sums are the file's; the hour, the
 * discs and the sign-up are made up by hash: the file knows buyers only, so that each signs up some days before the first order.
 */
export function writeScript(orders: readonly CdnowOrder[], settings: ScriptSettings): Happening[] {
  const { seed, origin, days } = settings;
  const within = orders.filter(({ day }) => day < days);
  const cast = draw(
    within.map(({ customer }) => customer),
    settings.customers,
    seed,
  );
  const people = new Map(cast.map((id, place) => [id, personOf(id, place, seed)]));
  const bought = new Map<string, number>();
  const happenings: Happening[] = [];
  within.forEach((order, line) => {
    const person = people.get(order.customer);
    if (!person) return;
    const times = bought.get(order.customer) ?? 0;
    bought.set(order.customer, times + 1);
    const at = origin + order.day * DAY + hourOf(`${String(seed)}:${String(line)}`);
    if (times === 0) happenings.push({ kind: 'sign-up', at: signUp(order, at, settings), person });
    const order_id = `${person.userId}-${String(times + 1)}`;
    happenings.push({
      kind: 'order',
      at,
      person,
      properties: { order_id, total: order.total, products: itemsOf(order, order_id, settings) },
    });
  });
  return happenings.sort((a, b) => a.at - b.at);
}

/** From nine in the morning to nine at night. */
const hourOf = (what: string): number => 9 * HOUR + (bucket(`hour:${what}`) / 100) * 12 * HOUR;

/** Some buy at once; most look around for up to four weeks. Nobody before day 0. */
function signUp(
  { customer }: CdnowOrder,
  firstOrder: Instant,
  { seed, origin }: ScriptSettings,
): Instant {
  const roll = bucket(`${String(seed)}:sign-up:${customer}`);
  const before = roll < 25 ? HOUR : ((roll - 25) / 75) * 28 * DAY;
  return Math.max(origin + HOUR, firstOrder - before);
}

function itemsOf(order: CdnowOrder, id: string, { products }: ScriptSettings): LineItem[] {
  const product_id = products[hash32(id) % products.length] ?? '';
  const price = Math.round((order.total / order.quantity) * 100) / 100;
  return [{ product_id, quantity: order.quantity, price }];
}
