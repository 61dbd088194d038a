import type { FastifyReply } from 'fastify';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import type { Instant } from '../engine';
import { accept, now, type Incoming } from '../store';
import type { Api, Routes } from './context';
import { ErrorBody, invalid } from './errors';
import type { ApiOptions } from './options';
import { toIncoming } from './segment-events';
import {
  Batch,
  MESSAGE_TYPES,
  parseMessage,
  SCHEMAS,
  sizeProblems,
  type Message,
  type MessageType,
} from './segment-schemas';

const BODY_LIMIT = 500 * 1024;
const Problems = z.array(z.object({ index: z.number().int(), problems: z.array(z.string()) }));
const misfits = z
  .array(z.string())
  .optional()
  .describe('Where a kept event does not fit its schema: it starts nothing.');

const One = z.object({ success: z.literal(true), problems: misfits }).meta({ id: 'Accepted' });
const Many = z
  .object({
    success: z.literal(true),
    accepted: z.number().int().describe('How many are kept now, or were already.'),
    rejected: Problems,
    misfits: Problems.optional().describe(
      'Kept, but they do not fit their schema and start nothing.',
    ),
  })
  .meta({ id: 'AcceptedBatch' });

const refused = { 400: ErrorBody, 401: ErrorBody, 413: ErrorBody, 503: ErrorBody };
const hasTime = (message: Message) => Boolean(message.timestamp ?? message.originalTimestamp);

/** Our time, where a message says a time to compare it with. */
async function receivedAt({ store }: ApiOptions, messages: readonly Message[]): Promise<Instant> {
  return messages.some(hasTime) ? now(store.db) : 0;
}

/** Phones and tablets send gzip. The limit is on what it unpacks to. */
function unpackGzip(app: Api): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    if (request.headers['content-encoding'] !== 'gzip') return payload;
    delete request.headers['content-length'];
    const unpacked = createGunzip();
    payload.on('error', (error: Error) => unpacked.destroy(error));
    unpacked.on('error', (error) => Object.assign(error, { statusCode: 400 }));
    return payload.pipe(unpacked);
  });
}

function trackOne(app: Api, options: ApiOptions, type: MessageType): void {
  const { store, catalog } = options;
  app.route({
    method: 'POST',
    url: `/v1/${type}`,
    config: { access: 'write' },
    bodyLimit: BODY_LIMIT,
    schema: {
      summary: `Accepts one ${type} message. 200: it is kept.`,
      tags: ['tracking'],
      security: [{ writeKey: [] }],
      body: SCHEMAS[type],
      response: { 200: One, ...refused },
    },
    preValidation: async ({ body }) => {
      const problems = sizeProblems(body);
      if (problems.length > 0) throw invalid('EVENT_INVALID', problems);
    },
    handler: async (request, reply: FastifyReply) => {
      const message = { ...(request.body as object), type } as Message;
      const at = await receivedAt(options, [message]);
      const incoming = toIncoming(catalog, message, { source: request.keyName, at });
      await accept(store, [incoming]);
      return reply.send({
        success: true,
        ...(incoming.problems && { problems: [...incoming.problems] }),
      });
    },
  });
}

/** The messages of a batch that fit, in order, and where the others do not. */
function sort(batch: readonly unknown[]) {
  const good: { index: number; message: Message }[] = [];
  const rejected: z.output<typeof Problems> = [];
  for (const [index, raw] of batch.entries()) {
    const parsed = parseMessage(raw);
    if ('problems' in parsed) rejected.push({ index, problems: parsed.problems });
    else good.push({ index, message: parsed });
  }
  return { good, rejected };
}

function trackBatch(app: Api, options: ApiOptions): void {
  const { store, catalog } = options;
  app.route({
    method: 'POST',
    url: '/v1/batch',
    config: { access: 'write' },
    bodyLimit: BODY_LIMIT,
    schema: {
      summary: 'Accepts many messages. 200: those that are not rejected are kept. 400: none is.',
      tags: ['tracking'],
      security: [{ writeKey: [] }],
      body: Batch,
      response: { 200: Many, ...refused },
    },
    handler: async (request, reply) => {
      const { batch, sentAt, context } = request.body;
      const { good, rejected } = sort(batch);
      if (good.length === 0) {
        const problems = rejected.flatMap(({ index, problems: each }) =>
          each.map((problem) => `batch.${index}.${problem}`),
        );
        throw invalid('EVENT_INVALID', problems.slice(0, 100));
      }
      const at = await receivedAt(
        options,
        good.map(({ message }) => message),
      );
      const incoming = good.map(({ message }): Incoming => {
        const whole = { ...message, context: { ...context, ...message.context } } as Message;
        return toIncoming(catalog, whole, { source: request.keyName, at, sentAt: sentAt ?? null });
      });
      await accept(store, incoming);
      const unfit = incoming.flatMap(({ problems }, place) =>
        problems ? [{ index: good[place]?.index ?? place, problems: [...problems] }] : [],
      );
      return reply.send({
        success: true,
        accepted: incoming.length,
        rejected,
        ...(unfit.length > 0 && { misfits: unfit }),
      });
    },
  });
}

/**
 * Segment's tracking API: clients made for it work unchanged. What is answered with 200 is committed.
 * @see https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/
 */
export const trackingRoutes: Routes = (app, options) => {
  unpackGzip(app);
  for (const type of MESSAGE_TYPES) trackOne(app, options, type);
  trackBatch(app, options);
};
