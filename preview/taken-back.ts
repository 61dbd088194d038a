import { askingChannels, type ShopCatalog } from '../catalog';
import type { Channel, Json } from '../engine';
import type { Consent } from './scenario';

type Fields = Readonly<Record<string, Json | undefined>>;

/** A yes or no to a topic, on its channel or, where none is named, on all that ask. */
export function wordsOn(
  { topics }: ShopCatalog,
  { topic, channel }: Fields,
  granted: boolean,
): readonly Consent[] {
  if (typeof topic !== 'string') return [];
  const rules = topics[topic];
  const asking = rules ? askingChannels(rules) : [];
  const channels = typeof channel === 'string' ? [channel] : asking;
  return channels.map((one) => ({ topic, channel: one as Channel, granted }));
}

/** The no in an event that means unsubscribing: in production they come together. Nothing: another event. */
export const takenBack = (
  catalog: ShopCatalog,
  event: string,
  fields: Fields,
): readonly Consent[] =>
  catalog.events[event]?.means === 'unsubscribe' ? wordsOn(catalog, fields, false) : [];
