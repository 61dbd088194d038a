import { bucket } from '../../../engine';
import type { Product } from './product';

export interface Feeding {
  /** Message ids that were answered for, in order. */
  readonly accepted: string[];
  /** How often a try was answered otherwise, or not at all. */
  tries: number;
}

interface Event {
  /** Real ms after the start. */
  readonly at: number;
  readonly path: '/v1/identify' | '/v1/track';
  readonly body: Readonly<Record<string, unknown>>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function person(id: string, index: number, at: number): Event[] {
  const phone = `+1202555${String(100 + (index % 100)).padStart(4, '0')}`;
  return [
    {
      at,
      path: '/v1/identify',
      body: {
        messageId: `${id}-identify`,
        userId: id,
        traits: {
          firstName: `P${String(index)}`,
          email: `${id}@example.com`,
          phone,
          consents: { offers: { email: true, sms: true } },
        },
        context: { timezone: 'America/New_York', locale: 'en-US' },
      },
    },
    {
      at: at + 1,
      path: '/v1/track',
      body: {
        messageId: `${id}-signed-up`,
        userId: id,
        event: 'Signed Up',
        properties: { source: 'web' },
      },
    },
  ];
}

const order = (id: string, nth: number, at: number): Event => ({
  at,
  path: '/v1/track',
  body: {
    messageId: `${id}-order-${String(nth)}`,
    userId: id,
    event: 'Order Completed',
    properties: {
      order_id: `${id}-${String(nth)}`,
      total: 20,
      products: [{ product_id: 'kind-of-blue', quantity: 1, price: 20 }],
    },
  },
});

/** Sign-ups spread over `spread` ms, most with an order or two some days later. */
export function writeFeed(seed: number, customers: number, spread: number): Event[] {
  const events: Event[] = [];
  for (let index = 0; index < customers; index++) {
    const id = `k${String(seed)}-${String(index)}`;
    const at = (bucket(`${id}:at`) / 100) * spread;
    events.push(...person(id, index, at));
    const roll = bucket(`${id}:orders`);
    if (roll < 70) events.push(order(id, 1, at + 200 + (bucket(`${id}:1`) / 100) * 12_000));
    if (roll < 25) events.push(order(id, 2, at + 13_000 + (bucket(`${id}:2`) / 100) * 20_000));
  }
  return events.sort((a, b) => a.at - b.at);
}

/** Each event is sent until it is answered for, as a client that loses nothing does. */
async function deliver(product: Product, key: string, event: Event, feeding: Feeding) {
  for (;;) {
    try {
      const answer = await fetch(`${product.api}${event.path}`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(event.body),
        signal: AbortSignal.timeout(10_000),
      });
      if (answer.status === 200) {
        feeding.accepted.push(String(event.body['messageId']));
        return;
      }
    } catch {
      // Killed meanwhile: the answer may be lost though the event is kept. It is sent again.
    }
    feeding.tries++;
    await pause(200);
  }
}

/** Resolves once every event was answered for. */
export async function feed(
  product: Product,
  key: string,
  events: readonly Event[],
  feeding: Feeding,
): Promise<void> {
  const began = Date.now();
  // One customer's events one after the other, customers side by side.
  const byCustomer = new Map<string, Promise<void>>();
  for (const event of events) {
    const left = event.at - (Date.now() - began);
    if (left > 0) await pause(left);
    const customer = String(event.body['userId']);
    const before = byCustomer.get(customer) ?? Promise.resolve();
    byCustomer.set(
      customer,
      before.then(() => deliver(product, key, event, feeding)),
    );
  }
  await Promise.all(byCustomer.values());
}
