import { DAY, HOUR, bucket, hash32, type Instant } from '../../engine';
import { castOf, draw, type Person } from './cast';
import type { CdnowOrder } from './cdnow';

export interface LineItem {
  readonly product_id: string;
  readonly quantity: number;
  readonly price: number;
}

interface Order {
  readonly order_id: string;
  readonly total: number;
  readonly products: readonly LineItem[];
}

/** What happens in the demo, at an instant of the virtual clock. */
export type Happening = { readonly at: Instant; readonly person: Person } & (
  | { readonly kind: 'sign-up' }
  | { readonly kind: 'order'; readonly properties: Order }
  | { readonly kind: 'delivery'; readonly properties: Pick<Order, 'order_id'> }
  | { readonly kind: 'cancellation'; readonly properties: Pick<Order, 'order_id' | 'total'> }
);

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

/** The message ids under which the shop's client sends it: the same at every start. */
export function messageIdsOf(happening: Happening): string[] {
  const { kind, person } = happening;
  if (kind === 'sign-up') return [`${person.userId}-identify`, `${person.userId}-sign-up`];
  return [`${happening.properties.order_id}-${kind}`];
}

/**
 * What the drawn customers do, in the order in which it happens. Days and sums of orders are the file's; the hour, the
 * discs, the parcel and the sign-up are made up by hash: the file knows buyers only, so each signs up some days before
 * the first order.
 */
export function writeScript(orders: readonly CdnowOrder[], settings: ScriptSettings): Happening[] {
  const { seed, origin, days } = settings;
  const within = orders.filter(({ day }) => day < days);
  const ids = within.map(({ customer }) => customer);
  const people = castOf(draw(ids, settings.customers, seed), seed);
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
    const products = itemsOf(order, order_id, settings);
    const properties = { order_id, total: order.total, products };
    happenings.push({ kind: 'order', at, person, properties }, ...parcelOf(person, at, properties));
  });
  const end = origin + days * DAY;
  return happenings.filter(({ at }) => at < end).sort((a, b) => a.at - b.at);
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

/** Most arrive within a week; a few are given back before they are sent, and of some nobody hears. */
function parcelOf(person: Person, at: Instant, { order_id, total }: Order): Happening[] {
  const fate = bucket(`parcel:${order_id}`);
  const days = bucket(`way:${order_id}`) / 100;
  if (fate < 4) {
    const properties = { order_id, total };
    return [{ kind: 'cancellation', at: at + (0.2 + days) * DAY, person, properties }];
  }
  if (fate > 92) return [];
  return [{ kind: 'delivery', at: at + (1.5 + 5 * days) * DAY, person, properties: { order_id } }];
}

function itemsOf(order: CdnowOrder, id: string, { products }: ScriptSettings): LineItem[] {
  const product_id = products[hash32(id) % products.length] ?? '';
  const price = Math.round((order.total / order.quantity) * 100) / 100;
  return [{ product_id, quantity: order.quantity, price }];
}
