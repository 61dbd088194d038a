import { checkEvent, type ShopCatalog } from '../catalog';
import type { Instant, Json } from '../engine';
import { newId, type Incoming } from '../store';
import type { Message, MessageType } from './segment-schemas';

type Fields = Readonly<Record<string, Json>>;

/** Names under which messages that are not `track` are kept: triggers and facts may use them like any other. */
const NAMES: Readonly<Record<Exclude<MessageType, 'track'>, string>> = {
  identify: 'Identified',
  page: 'Page Viewed',
  screen: 'Screen Viewed',
  group: 'Group Joined',
  alias: 'Alias Created',
};

/** JSON that came in is JSON. */
const fields = (value: Readonly<Record<string, unknown>> | null | undefined): Fields =>
  (value ?? {}) as Fields;

function propertiesOf(message: Message): Fields {
  switch (message.type) {
    case 'track':
      return fields(message.properties);
    case 'page':
    case 'screen': {
      const { name, category, properties } = message;
      return { ...(name && { name }), ...(category && { category }), ...fields(properties) };
    }
    case 'group':
      return { ...fields(message.traits), groupId: message.groupId };
    case 'identify': {
      const { consents: _, ...traits } = fields(message.traits);
      return traits;
    }
    case 'alias':
      return {};
  }
}

/** A group's traits are the group's, not the customer's. */
function traitsOf(message: Message): Fields {
  const own = message.type === 'identify' ? message.traits : undefined;
  return fields({ ...message.context?.traits, ...own });
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

function locale(...candidates: unknown[]): string | undefined {
  for (const candidate of candidates) {
    try {
      const [name] = Intl.getCanonicalLocales(text(candidate)?.replaceAll('_', '-') ?? []);
      if (name !== undefined) return name;
    } catch {
      // Not a locale: the next one.
    }
  }
  return undefined;
}

function timeZone(...candidates: unknown[]): string | undefined {
  for (const candidate of candidates.map(text)) {
    try {
      if (candidate !== undefined && new Intl.DateTimeFormat('en', { timeZone: candidate })) {
        return candidate;
      }
    } catch {
      // Not a zone: the next one.
    }
  }
  return undefined;
}

function consentsOf(traits: Fields): Incoming['consents'] {
  const said = (traits['consents'] ?? {}) as Readonly<
    Record<string, Readonly<Record<string, boolean>>>
  >;
  return Object.entries(said).flatMap(([topic, channels]) =>
    Object.entries(channels).map(([channel, granted]) => ({ topic, channel, granted })),
  );
}

/**
 * When a message happened, in our time: as long before we received it as it was before it was sent,
 * by the sender's own clock. Never in the future.
 * @returns `undefined` without a timestamp: when it is accepted
 */
export function occurredAt(
  message: Partial<Pick<Message, 'timestamp' | 'originalTimestamp' | 'sentAt'>>,
  receivedAt: Instant,
): Instant | undefined {
  const said = message.originalTimestamp ?? message.timestamp;
  if (typeof said !== 'string') return undefined;
  const at = Date.parse(said);
  const mended =
    typeof message.sentAt === 'string' ? receivedAt - (Date.parse(message.sentAt) - at) : at;
  return Math.min(mended, receivedAt);
}

/**
 * A tracking message as the store takes it. An event that does not fit its schema carries its
 * problems: it is kept, and starts nothing.
 * @param received - the key's name, our time, and the `sentAt` of the batch around it
 */
export function toIncoming(
  catalog: ShopCatalog,
  message: Message,
  received: { readonly source: string; readonly at: Instant; readonly sentAt?: string | null },
): Incoming {
  const name = message.type === 'track' ? message.event : NAMES[message.type];
  const properties = propertiesOf(message);
  const { consents: _, ...traits } = traitsOf(message);
  const { problems } = checkEvent(catalog, name, properties);
  const at = occurredAt(
    { ...message, sentAt: message.sentAt ?? received.sentAt ?? null },
    received.at,
  );
  const spoken = locale(traits['locale'], message.context?.locale);
  const zone = timeZone(traits['timezone'], traits['timeZone'], message.context?.timezone);
  const consents = consentsOf(traitsOf(message));
  return {
    source: received.source,
    messageId: message.messageId ?? newId(),
    type: message.type,
    ...(message.userId && { userId: message.userId }),
    ...(message.anonymousId && { anonymousId: message.anonymousId }),
    ...(message.type === 'alias' && { previousId: message.previousId }),
    name,
    properties,
    traits,
    ...(spoken !== undefined && { locale: spoken }),
    ...(zone !== undefined && { timeZone: zone }),
    ...(at !== undefined && { occurredAt: at }),
    ...(problems.length > 0 && { problems }),
    ...(consents && consents.length > 0 && { consents }),
  };
}
