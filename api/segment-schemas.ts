import { z } from 'zod';

/**
 * The messages of Segment's tracking API, as far as they mean something here. Fields that are not
 * listed are let through and dropped, for clients send many.
 * @see https://segment.com/docs/connections/spec/
 */
const PLAIN = /^[^\p{Cc}]*$/u;
/** An id that a client gives: a number counts as its digits. */
export const GivenId = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().max(255).regex(/\S/, 'empty').regex(PLAIN, 'holds a control character'));
const Name = z.string().max(255).regex(/\S/, 'empty').regex(PLAIN, 'holds a control character');
const Moment = z
  .string()
  .max(64)
  .refine((text) => /^\d{4}-/.test(text) && !Number.isNaN(Date.parse(text)), 'not ISO 8601');
const Fields = z.record(z.string(), z.unknown());

/** By topic of the catalogue, or `'*'` for all, what the customer allows. */
const Consents = z.record(
  Name,
  z.strictObject({
    email: z.boolean().optional(),
    sms: z.boolean().optional(),
    whatsapp: z.boolean().optional(),
  }),
);
const Traits = z.looseObject({ consents: Consents.optional() });

const envelope = {
  messageId: GivenId.nullish().describe(
    'Unique within the source. A message that comes again is kept once.',
  ),
  userId: GivenId.nullish(),
  anonymousId: GivenId.nullish(),
  timestamp: Moment.nullish().describe('When it happened, by the clock of the sender.'),
  originalTimestamp: Moment.nullish(),
  sentAt: Moment.nullish().describe(
    "When it was sent, by the sender's clock: mends a clock that is wrong.",
  ),
  context: z
    .object({
      locale: z.string().max(64).nullish(),
      timezone: z.string().max(64).nullish(),
      traits: Traits.nullish(),
    })
    .nullish(),
};

const someone = ({ userId, anonymousId }: { userId?: unknown; anonymousId?: unknown }) =>
  (userId ?? anonymousId ?? undefined) !== undefined;
const SOMEONE = { error: 'needs userId or anonymousId', path: ['userId'] };

export const SCHEMAS = {
  identify: z.object({ ...envelope, traits: Traits.nullish() }).refine(someone, SOMEONE),
  track: z
    .object({ ...envelope, event: Name, properties: Fields.nullish() })
    .refine(someone, SOMEONE),
  page: z
    .object({
      ...envelope,
      name: z.string().nullish(),
      category: z.string().nullish(),
      properties: Fields.nullish(),
    })
    .refine(someone, SOMEONE),
  screen: z
    .object({
      ...envelope,
      name: z.string().nullish(),
      category: z.string().nullish(),
      properties: Fields.nullish(),
    })
    .refine(someone, SOMEONE),
  group: z
    .object({ ...envelope, groupId: GivenId, traits: Fields.nullish() })
    .refine(someone, SOMEONE),
  alias: z.object({ ...envelope, userId: GivenId, previousId: GivenId }),
} as const;

export type MessageType = keyof typeof SCHEMAS;
export const MESSAGE_TYPES = Object.keys(SCHEMAS) as MessageType[];
export type Message = {
  [T in MessageType]: { readonly type: T } & z.output<(typeof SCHEMAS)[T]>;
}[MessageType];

export const Batch = z.object({
  batch: z
    .array(z.unknown())
    .min(1)
    .describe('Messages of any kind, each with its `type`. Each is checked by itself.'),
  sentAt: Moment.nullish(),
  context: envelope.context,
});

/** Bytes of one message as JSON. */
const LARGEST = 32 * 1024;
const DEEPEST = 64;

function isDeeper(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : [],
    );
  }
  return false;
}

/** What no message may be, whatever it says: nested without end, or larger than 32 KB. */
export function sizeProblems(message: unknown): string[] {
  if (isDeeper(message, DEEPEST)) return [`nested deeper than ${DEEPEST} levels`];
  const bytes = Buffer.byteLength(JSON.stringify(message) ?? '');
  return bytes > LARGEST ? ['larger than 32 KB'] : [];
}

const problemsOf = (error: z.ZodError): string[] =>
  error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'message'}: ${message}`);

/** One message of a batch, or where it does not fit. */
export function parseMessage(raw: unknown): Message | { readonly problems: string[] } {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { problems: ['message: not an object'] };
  }
  const { type } = raw as { type?: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(SCHEMAS, type)) {
    return { problems: [`type: not one of ${MESSAGE_TYPES.join(', ')}`] };
  }
  const problems = sizeProblems(raw);
  if (problems.length > 0) return { problems };
  const parsed = SCHEMAS[type as MessageType].safeParse(raw);
  if (!parsed.success) return { problems: problemsOf(parsed.error) };
  return { ...parsed.data, type } as Message;
}
