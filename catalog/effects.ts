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
import { offerNames } from './offers';
import { topicNames } from './topics';

interface Definition<I extends z.ZodType, R extends Record<string, Json>, N extends string> {
  readonly input: I;
  readonly refused: readonly N[];
  readonly samples: Readonly<
    Record<
      string,
      ({ readonly status: 'done' } & R) | { readonly status: 'refused'; readonly reason: N }
    >
  >;
}

/** Types an effect's samples by its result. */
const effect =
  <R extends Record<string, Json> = Record<never, never>>() =>
  <I extends z.ZodType, const N extends string = never>(definition: Definition<I, R, N>) =>
    definition as {
      readonly input: I;
      readonly refused: readonly N[];
      readonly samples: Readonly<Record<string, EffectOutcome>>;
      readonly __result?: R;
    };

const isDuration = (value: unknown): boolean => {
  try {
    return typeof value === 'string' && parseDuration(value) > 0;
  } catch {
    return false;
  }
};
const duration = z.custom<Duration>(isDuration, "write '<n> days'");
const channel = z.enum(['email', 'sms', 'whatsapp'] satisfies Channel[]);

type Tracked = Exclude<keyof Events, SystemEvent>;
type TrackInput = {
  [K in Tracked]: { event: K; customer: string; properties: Events[K] };
}[Tracked];
const track = z
  .object({
    event: z.enum(Object.keys(events) as [Tracked, ...Tracked[]]),
    customer: ref('customer'),
    properties: z.record(z.string(), z.json()),
  })
  .refine(({ event, properties }) => events[event].schema.safeParse(properties).success, {
    path: ['properties'],
    error: 'do not fit the event',
  });

/** What a journey may do besides writing to its customer. */
export const effects = {
  /** A personal single-use code, within the offer's limit and monthly budget. */
  'issue-offer': effect<{ offer: string }>()({
    input: z.object({ offer: z.enum(offerNames), expiresIn: duration }),
    refused: ['budget spent', 'limit reached'],
    samples: {
      issued: { status: 'done', offer: 'sample-offer' },
      'budget spent': { status: 'refused', reason: 'budget spent' },
      'limit reached': { status: 'refused', reason: 'limit reached' },
    },
  }),
  /** Asks a person of the shop to get in touch: operators see it until one of them closes it. */
  'open-inquiry': effect<{ inquiry: string }>()({
    input: z.object({ subject: z.string().min(1).max(200) }),
    refused: [],
    samples: { opened: { status: 'done', inquiry: 'i-1' } },
  }),
  /** Records that the customer said yes. Without `channel`: to every channel of the topic. */
  'grant-consent': effect()({
    input: z.object({ topic: z.enum(topicNames), channel: channel.optional() }),
    refused: [],
    samples: { granted: { status: 'done' } },
  }),
  /** An event of another customer, or of this one: it starts what it starts. */
  track: effect()({
    input: track as unknown as z.ZodType<TrackInput, TrackInput>,
    refused: [],
    samples: { accepted: { status: 'done' } },
  }),
} as const;

type ResultOf<X> = X extends { readonly __result?: infer R } ? Exclude<R, undefined> : never;
export type Effects = {
  [K in keyof typeof effects]: {
    input: z.input<(typeof effects)[K]['input']>;
    result: ResultOf<(typeof effects)[K]>;
    refused: (typeof effects)[K]['refused'][number];
  };
};
