import { effects, type Effects } from './effects';
import { events, type Events } from './events';
import { facts, type Facts } from './facts';
import { offers } from './offers';
import { products } from './products';
import { segments, type Segments } from './segments';
import { shop, traits } from './shop';
import { templates, type Templates } from './templates';
import { topics } from './topics';
import type { ShopCatalog } from './types';

declare module '../engine/journey' {
  interface Catalog {
    events: Events;
    templates: Templates;
    segments: keyof Segments;
    facts: Facts;
    effects: Effects;
  }
}

/** The shop's whole vocabulary, as everything outside a run reads it. */
export const catalog: ShopCatalog = {
  shop,
  traits,
  events,
  topics,
  templates,
  offers,
  products,
  facts,
  segments,
  effects,
};

export { effectsOf } from './effects';
export { event } from './events';
export { fact } from './facts';
export { segment } from './segments';
export { template } from './templates';
export { isPersonal, personal, ref, refKindOf } from './fields';
export {
  askingChannels,
  checkEvent,
  factValue,
  inSegment,
  journeyTopics,
  lastOf,
  offerRecord,
  productRecord,
  inputProblems,
  publicFields,
  stepFacts,
  toldOnce,
  type FactStates,
} from './read';
export type * from './types';
export type { OfferName } from './offers';
export type { ProductName } from './products';
export type { TopicName } from './topics';
