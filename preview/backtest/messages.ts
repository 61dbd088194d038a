import { z } from 'zod';
import type { Channel, Json } from '../../engine';
import type { Consent } from '../scenario';
import type { Profile } from './history';

const Id = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/\S/, 'empty'));
const Consents = z.record(
  z.string(),
  z.partialRecord(z.enum(['email', 'sms', 'whatsapp'] satisfies Channel[]), z.boolean()),
);
const Traits = z.looseObject({ consents: Consents.optional() });

/**
 * What a line of a file says, in the form that the tracking API takes, as far as a history needs it.
 * @see https://segment.com/docs/connections/spec/
 */
const Message = z.object({
  type: z.enum(['track', 'identify', 'page', 'screen', 'group']).default('track'),
  userId: Id.nullish(),
  anonymousId: Id.nullish(),
  messageId: Id.nullish(),
  event: z.string().nullish(),
  timestamp: z.string().nullish(),
  originalTimestamp: z.string().nullish(),
  properties: z.record(z.string(), z.json()).nullish(),
  traits: Traits.nullish(),
  context: z.looseObject({ timezone: z.string().nullish(), traits: Traits.nullish() }).nullish(),
});
type Message = z.output<typeof Message>;

/** As the tracking API keeps them. */
const NAMES = { page: 'Page Viewed', screen: 'Screen Viewed', group: 'Group Joined' } as const;

/** One line, understood. */
export type Line =
  | { readonly problem: string }
  | {
      readonly customer: string;
      readonly id?: string;
      readonly profile: Profile;
      readonly date?: string;
      /** Left out: it tells of the customer only. */
      readonly happened?: {
        readonly event: string;
        readonly properties: Readonly<Record<string, Json>>;
      };
    };

function isZone(zone: unknown): zone is string {
  try {
    return typeof zone === 'string' && Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

function profileOf({ traits, context }: Message): Profile {
  const all: Readonly<Record<string, unknown>> = { ...context?.traits, ...traits };
  const zone = [all['timezone'], all['timeZone'], context?.timezone].find(isZone);
  const said = (all['consents'] ?? {}) as z.output<typeof Consents>;
  const consents = Object.entries(said).flatMap(([topic, channels]) =>
    Object.entries(channels).map(([channel, granted]): Consent => ({
      topic,
      channel: channel as Channel,
      granted,
    })),
  );
  const addresses: Channel[] = [
    ...(typeof all['email'] === 'string' ? (['email'] as const) : []),
    ...(typeof all['phone'] === 'string' ? (['sms'] as const) : []),
  ];
  return {
    ...(zone !== undefined && { zone }),
    ...(addresses.length > 0 && { addresses }),
    ...(consents.length > 0 && { consents }),
  };
}

const eventOf = ({ type, event }: Message): string | null | undefined =>
  type === 'track' ? event : NAMES[type as 'page'];

/** Reads one line. Problems never quote a value. */
export function readMessage(text: string): Line {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { problem: 'no JSON' };
  }
  const { data: message, error } = Message.safeParse(raw);
  if (!message) {
    const [issue] = error.issues;
    return {
      problem: `${issue?.path.map(String).join('.') || 'message'}: ${issue?.message ?? ''}`,
    };
  }
  const customer = message.userId ?? message.anonymousId;
  if (!customer) return { problem: 'userId: missing' };
  const date = message.originalTimestamp ?? message.timestamp;
  const known = {
    customer,
    ...(date && { date }),
    ...(message.messageId && { id: message.messageId }),
    profile: profileOf(message),
  };
  if (message.type === 'identify') return known;
  const event = eventOf(message);
  if (!event) return { problem: 'event: missing' };
  if (!date) return { problem: 'timestamp: missing' };
  return { ...known, happened: { event, properties: message.properties ?? {} } };
}
