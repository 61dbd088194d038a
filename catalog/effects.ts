import { z } from 'zod';
import {
  parseDuration,
  type Channel,
  type Duration,
  type EffectOutcome,
  type Json,
} from '../engine';
import { events, type Events, type SystemEvent } from './events';
import { ref } from './fields';
import { offers, type OfferName } from './offers';
import { topics, type TopicName } from './topics';
import type { EventEntry, ShopCatalog } from './types';

type Tracked = Exclude<keyof Events, SystemEvent>;
type TrackInput = {
  [K in Tracked]: { event: K; customer: string; properties: Events[K] };
}[Tracked];

/** What a journey may do besides writing to its customer. */
export interface Effects {
  /** A personal single-use code, within the offer's limit and monthly budget. */
  'issue-offer': {
    input: { offer: OfferName; expiresIn: Duration };
    result: { offer: string };
    refused: 'budget spent' | 'limit reached';
  };
  /** Asks a person of the shop to get in touch: operators see it until one of them closes it. */
  'open-inquiry': { input: { subject: string }; result: { inquiry: string }; refused: never };
  /** Records that the customer said yes. Without `channel`: to every channel of the topic. */
  'grant-consent': {
    input: { topic: TopicName; channel?: Channel | undefined };
    result: Record<never, never>;
    refused: never;
  };
  /** An event of another customer, or of this one: it starts what it starts. */
  track: { input: TrackInput; result: Record<never, never>; refused: never };
}

interface Kind {
  input: unknown;
  result: Readonly<Record<string, Json>>;
  refused: string;
}
interface Entry<K extends Kind> {
  readonly input: z.ZodType<K['input'], K['input']>;
  readonly refused: readonly K['refused'][];
  readonly samples: Readonly<
    Record<
      string,
      EffectOutcome &
        (
          | ({ readonly status: 'done' } & K['result'])
          | { readonly status: 'refused'; readonly reason: K['refused'] }
        )
    >
  >;
}

const isDuration = (value: unknown): boolean => {
  try {
    return typeof value === 'string' && parseDuration(value) > 0;
  } catch {
    return false;
  }
};
const duration = z.custom<Duration>(isDuration, "write '<n> days'");
const channel = z.enum(['email', 'sms', 'whatsapp'] satisfies Channel[]);

/** One of the names of these entries, in the order they are written in. */
const nameOf = <N extends string>(entries: Readonly<Record<N, unknown>>): z.ZodType<N, N> =>
  z.enum(Object.keys(entries) as [N, ...N[]]);

const trackOf = (known: Readonly<Record<Tracked, EventEntry>>): z.ZodType<TrackInput, TrackInput> =>
  z
    .object({
      event: nameOf(known),
      customer: ref('customer'),
      properties: z.record(z.string(), z.json()),
    })
    .refine(({ event, properties }) => known[event].schema.safeParse(properties).success, {
      path: ['properties'],
      error: 'do not fit the event',
    }) as unknown as z.ZodType<TrackInput, TrackInput>;

/** The effects of a catalogue, which take its offers, topics and events and no others. */
export const effectsOf = (
  names: Pick<ShopCatalog, 'events' | 'offers' | 'topics'>,
): { readonly [K in keyof Effects]: Entry<Effects[K]> } => ({
  'issue-offer': {
    input: z.object({ offer: nameOf<OfferName>(names.offers), expiresIn: duration }),
    refused: ['budget spent', 'limit reached'],
    samples: {
      issued: { status: 'done', offer: 'sample-offer' },
      'budget spent': { status: 'refused', reason: 'budget spent' },
      'limit reached': { status: 'refused', reason: 'limit reached' },
    },
  },
  'open-inquiry': {
    input: z.object({ subject: z.string().min(1).max(200) }),
    refused: [],
    samples: { opened: { status: 'done', inquiry: 'i-1' } },
  },
  'grant-consent': {
    input: z.object({ topic: nameOf<TopicName>(names.topics), channel: channel.optional() }),
    refused: [],
    samples: { granted: { status: 'done' } },
  },
  track: {
    input: trackOf(names.events),
    refused: [],
    samples: { accepted: { status: 'done' } },
  },
});

export const effects = effectsOf({ events, offers, topics });
