import { z } from 'zod';
import { listAnswers, userIdsOf } from '../store';
import type { Routes } from './context';
import { ErrorBody } from './errors';
import { At, iso } from './views';

const Query = z.object({
  atMost: z.coerce
    .number()
    .int()
    .min(1)
    .max(5)
    .optional()
    .describe('Scores up to this: 2, the unhappy.'),
  comments: z.enum(['true', 'false']).optional().describe('`true`: only those with a comment.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z
    .string()
    .regex(/^\d{1,16}\.[\w-]{1,100}$/)
    .optional(),
});

const AnswerPage = z
  .object({
    answers: z.array(
      z.object({
        id: z.string(),
        at: At,
        survey: z.string(),
        score: z.number().int(),
        comment: z.string().nullable().describe('In their words. Personal.'),
        message: z.string().nullable().describe('The message that asked.'),
        customer: z.string().describe('Opaque id.'),
        userIds: z.array(z.string()).describe('The ids that the shop tracks with.'),
      }),
    ),
    next: z.string().optional().describe('Give it as `after` for the page behind.'),
  })
  .meta({ id: 'AnswerPage' });
export type AnswerPage = z.output<typeof AnswerPage>;

/** What customers said when they were asked: happy ones and late ones too, for which no journey does anything. */
export const answerRoutes: Routes = (app, { store: { db } }) => {
  app.route({
    method: 'GET',
    url: '/v1/answers',
    config: { access: 'operator' },
    schema: {
      summary:
        'Every answer to a survey, the latest first. Of one message, the last one is what they think.',
      tags: ['answers'],
      security: [{ operatorKey: [] }],
      querystring: Query,
      response: { 200: AnswerPage, 400: ErrorBody, 401: ErrorBody, 503: ErrorBody },
    },
    handler: async ({ query: { atMost, comments, limit, after } }, reply) => {
      const page = await listAnswers(
        db,
        { ...(atMost !== undefined && { atMost }), comments: comments === 'true' },
        { limit, ...(after !== undefined && { after }) },
      );
      const answers: AnswerPage['answers'] = [];
      for (const { at, ...answer } of page.answers)
        answers.push({ ...answer, at: iso(at), userIds: await userIdsOf(db, answer.customer) });
      return reply.send({ answers, ...(page.next !== undefined && { next: page.next }) });
    },
  });
};
