import { z } from 'zod';
import { readAudit } from '../store';
import type { Routes } from './context';
import { ErrorBody } from './errors';
import { OurId } from './ids';
import { At, iso } from './views';

const Query = z.object({
  subject: OurId.optional().describe(
    'Id of a run, a customer, a journey or an inquiry; of an address the hash that is kept of it.',
  ),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
});

const AuditPage = z
  .object({
    entries: z.array(
      z.object({
        at: At,
        who: z.string().describe("Name of the operator's key."),
        what: z.string(),
        subject: z.string(),
        detail: z.unknown(),
      }),
    ),
    next: z.number().int().optional().describe('Give it as `after` for the page behind.'),
  })
  .meta({ id: 'AuditPage' });

/** Who did what to what, and when. */
export const auditRoutes: Routes = (app, { store }) => {
  app.route({
    method: 'GET',
    url: '/v1/audit',
    config: { access: 'operator' },
    schema: {
      summary: 'What operators did, newest first.',
      tags: ['audit'],
      security: [{ operatorKey: [] }],
      querystring: Query,
      response: { 200: AuditPage, 400: ErrorBody, 401: ErrorBody, 503: ErrorBody },
    },
    handler: async ({ query: { subject, limit, after } }, reply) => {
      const entries = await readAudit(store.db, {
        ...(subject !== undefined && { subject }),
        ...(after !== undefined && { after }),
        limit,
      });
      const last = entries.length === limit ? entries.at(-1) : undefined;
      return reply.send({
        entries: entries.map(({ number: _, at, ...entry }) => ({ ...entry, at: iso(at) })),
        ...(last && { next: last.number }),
      });
    },
  });
};
