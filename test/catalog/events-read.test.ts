import { z } from 'zod';
import {
  catalog,
  checkEvent,
  journeyTopics,
  offerRecord,
  personal,
  productRecord,
  publicFields,
  type ShopCatalog,
} from '../../catalog';

const order = { order_id: 'o', total: 10, products: [{ product_id: 'p', quantity: 1 }] };

describe('an event as it comes in', () => {
  it('is unknown, whatever its name', () => {
    for (const name of ['Nothing', 'toString', '__proto__', 'constructor']) {
      expect(checkEvent(catalog, name, {})).toEqual({ known: false, problems: [] });
      expect(publicFields(catalog, name, { a: 1 })).toEqual({});
    }
  });

  it('fits, with fields that nobody declared', () => {
    const more = { ...order, coupon: 'X' };
    expect(checkEvent(catalog, 'Order Completed', more)).toEqual({ known: true, problems: [] });
  });

  it('does not fit, and is told where, not what it held', () => {
    const { problems } = checkEvent(catalog, 'Order Completed', {
      order_id: 'secret-value',
      total: 'secret-value',
      products: [{ product_id: 'secret-value', quantity: 0.5 }],
    });
    expect(problems).toHaveLength(2);
    expect(problems.join()).toMatch(/^total: .*products\.0\.quantity: /);
    expect(problems.join()).not.toContain('secret-value');
  });
});

describe('a run sees of an event', () => {
  it('declared fields only, none personal, however deep', () => {
    const seen = publicFields(catalog, 'Order Completed', {
      ...order,
      note: 'For Ada, at the back door',
      email: 'ada@example.com',
      products: [{ product_id: 'p', quantity: 1, engraving: 'For Ada' }],
    });
    expect(seen).toEqual(order);
  });

  it('no field that is personal within optional', () => {
    const schema = z.object({
      a: personal(z.string()).optional(),
      b: personal(z.string().nullable()),
      c: z.string().optional(),
    });
    const shop: ShopCatalog = { ...catalog, events: { E: { schema, samples: {} } } };
    expect(publicFields(shop, 'E', { a: 'x', b: 'y', c: 'z' })).toEqual({ c: 'z' });
    expect(publicFields(shop, 'E', { b: null })).toEqual({});
  });

  it('nothing where it does not fit', () => {
    expect(publicFields(catalog, 'Order Completed', { ...order, total: '10' })).toEqual({});
  });
});

it('a journey’s topics are those of its templates, each once', () => {
  expect(journeyTopics(catalog, 'welcome')).toEqual(['offers']);
  expect(journeyTopics(catalog, 'win-back')).toEqual(['offers']);
  expect(journeyTopics(catalog, 'win')).toEqual([]);
});

describe('a record as a template sees it', () => {
  it('an offer', () => {
    const issued = { offer: 'win-back-20', code: 'C0DE', expiresAt: Date.UTC(2026, 2, 13) };
    expect(offerRecord(catalog, issued)).toEqual({
      code: 'C0DE',
      expiresAt: '2026-03-13T00:00:00.000Z',
      percentOff: 20,
    });
    expect(offerRecord(catalog, { ...issued, offer: 'toString' })).toBeUndefined();
  });

  it('a product', () => {
    expect(productRecord(catalog, 'low-sun')).toMatchObject({
      id: 'low-sun',
      name: 'Low Sun',
      price: 14.98,
      url: 'https://shop.example.com/records/low-sun',
    });
    expect(productRecord(catalog, 'gone')).toBeUndefined();
  });
});
