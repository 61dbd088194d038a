import { z } from 'zod';
import { catalog as shop, effectsOf, event, type ShopCatalog } from '../../../catalog';
import { events as ownEvents } from './events';
import { facts } from './facts';
import { offers as ownOffers } from './offers';
import { products } from './products';
import { segments } from './segments';
import { templates } from './templates';
import { topics as ownTopics } from './topics';

const topics = { ...shop.topics, ...ownTopics };
const offers = { ...shop.offers, ...ownOffers };
const events = {
  ...shop.events,
  ...ownEvents,
  // Of more topics than the shop's own.
  Unsubscribed: event(
    z.object({ topic: z.enum(Object.keys(topics)), channel: z.string().optional() }),
    { offers: { topic: 'offers', channel: 'email' }, news: { topic: 'news', channel: 'email' } },
    { says: 'unsubscribes', means: 'unsubscribe' },
  ),
};

/** The shop's vocabulary and all that the examples add to it. */
export const catalog: ShopCatalog = {
  ...shop,
  topics,
  events,
  offers,
  products: { ...shop.products, ...products },
  facts: { ...shop.facts, ...facts },
  segments: { ...shop.segments, ...segments },
  templates: { ...shop.templates, ...templates },
  effects: effectsOf({ topics, offers, events }),
};
