import { z } from 'zod';
import { ambiguousMessages } from '../store';
import type { Routes } from './context';
import { ErrorBody } from './errors';
import { At, iso, stepOf } from './views';

const Query = z.object({
  state: z
    .literal('ambiguous')
    .describe('Handed over, or maybe; its provider never said what became of it.'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z
    .string()
    .regex(/^\d{1,16}\.[\w-]{1,100}$/)
    .optional(),
});

const MessagePage = z
  .object({
    count: z.number().int().describe('Of all such messages.'),
    messages: z.array(
      z.object({
        id: z.string(),
        run: z.string().describe('Id of the run that sends it.'),
        customer: z.string().describe('Opaque id.'),
        journey: z.string(),
        step: z.string(),
        template: z.string(),
        topic: z.string(),
        channel: z.string(),
        reason: z.string().nullable(),
        attempts: z.number().int(),
        resend: z.boolean().describe('Its topic has it sent again; that is still to come.'),
        claimedAt: At.describe('When its last attempt began.'),
        markedAt: At,
      }),
    ),
    next: z.string().optional().describe('Give it as `after` for the page behind.'),
  })
  .meta({ id: 'MessagePage' });

/** What became of messages, where somebody has to know. */
export const messageRoutes: Routes = (app, { store }) => {
  app.route({
    method: 'GET',
    url: '/v1/messages',
    config: { access: 'operator' },
    schema: {
      summary: 'Messages that nobody knows the fate of, the latest first, and how many there are.',
      tags: ['messages'],
      security: [{ operatorKey: [] }],
      querystring: Query,
      response: { 200: MessagePage, 400: ErrorBody, 401: ErrorBody, 503: ErrorBody },
    },
    handler: async ({ query: { limit, after } }, reply) => {
      const page = await ambiguousMessages(store.db, {
        limit,
        ...(after !== undefined && { after }),
      });
      return reply.send({
        count: page.count,
        messages: page.messages.map(({ key, enrollment, ...message }) => ({
          ...message,
          run: enrollment,
          step: stepOf(key),
          claimedAt: iso(message.claimedAt),
          markedAt: iso(message.markedAt),
        })),
        ...(page.next !== undefined && { next: page.next }),
      });
    },
  });
};
