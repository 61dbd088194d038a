import type { ShopCatalog } from '../catalog';
import type { Json, JsonObject } from '../engine';
import { directionOf, localeOf, zoneOf } from './locale';
import type { Manner } from './format';
import type { MessageView } from './types';

/** What a whole record prints as, so that it is noticed and never sent. Private use of Unicode. */
export const RECORD = '\u{f0000}';

/**
 * What every object of a view inherits from: no named property, so nothing but the data can be
 * reached from a template, and still printable in an error of the template engine.
 */
const NOTHING: object = Object.freeze(
  Object.assign(Object.create(null) as object, { [Symbol.toPrimitive]: () => RECORD }),
);

/** A deep copy in which what is null is not there: strict templates then name it as missing. */
function bare(value: Json): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(bare);
  const copy = Object.create(NOTHING) as Record<string, unknown>;
  for (const [key, inner] of Object.entries(value as JsonObject)) {
    if (inner !== null && inner !== undefined) copy[key] = bare(inner);
  }
  return copy;
}

/** Names that stand beside a template's props. */
export const VIEW_NAMES = ['customer', 'event', 'links', 'shop', 'lang', 'dir', 'start'] as const;
/** What `customer` holds besides the catalogue's traits. */
export const CUSTOMER_NAMES = ['locale', 'timeZone'] as const;

export const mannerOf = ({ shop }: ShopCatalog, { customer }: MessageView): Manner => ({
  locale: localeOf(customer.locale, shop.locale),
  timeZone: zoneOf(customer.timeZone, shop.timeZone),
  currency: shop.currency,
});

/** Forms are sent with fields left empty: a blank name is no name. */
const isBlank = (value: Json): boolean => typeof value === 'string' && value.trim() === '';

/** The context that templates are rendered with. */
export function contextOf(catalog: ShopCatalog, view: MessageView, manner: Manner): unknown {
  const { customer, event, props, links } = view;
  const dir = directionOf(manner.locale);
  const traits = Object.entries(customer.traits).filter(
    ([name, value]) => Object.hasOwn(catalog.traits.shape, name) && !isBlank(value),
  );
  return bare({
    ...props,
    customer: { ...Object.fromEntries(traits), locale: manner.locale, timeZone: manner.timeZone },
    event: { ...event.properties, name: event.name, at: event.at },
    links,
    shop: { ...catalog.shop },
    lang: manner.locale,
    dir,
    start: dir === 'rtl' ? 'right' : 'left',
  });
}
