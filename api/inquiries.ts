import { z } from 'zod';
import { PermanentError } from '../engine';
import {
  answersTo,
  closeInquiry,
  inTransaction,
  listInquiries,
  messagesOf,
  readCustomer,
  readInquiry,
  userIdsOf,
  writeAudit,
  type Db,
  type Inquiry,
} from '../store';
import type { Api, Routes } from './context';
import { ErrorBody } from './errors';
import { CustomerId, OurId } from './ids';
import type { ApiOptions } from './options';
import { At, iso, isoOrNull, REASON } from './views';

const security = [{ operatorKey: [] }];
const refused = { 400: ErrorBody, 401: ErrorBody, 503: ErrorBody };
const access = 'operator' as const;
const tags = ['inquiries'];

const InquiryView = z
  .object({
    id: z.string(),
    subject: z.string(),
    openedAt: At,
    closedAt: At.nullable(),
    closedBy: z.string().nullable(),
    solved: z.boolean().nullable(),
    journey: z.string(),
    run: z.string().describe('Id of the run that opened it.'),
    entry: z
      .object({ name: z.string(), at: z.string(), properties: z.record(z.string(), z.unknown()) })
      .describe('What the journey began with: the order, say.'),
    customer: z
      .object({
        id: z.string().describe('Opaque id.'),
        userIds: z.array(z.string()).describe('The ids that the shop tracks with.'),
        traits: z.record(z.string(), z.unknown()),
        email: z.string().nullable(),
        phone: z.string().nullable(),
        locale: z.string().nullable(),
        timeZone: z.string().nullable(),
        erased: z.boolean(),
      })
      .describe('How to reach them. Personal.'),
    answers: z
      .array(z.object({ score: z.number(), comment: z.string().nullable(), at: At }))
      .describe('What they answered to the messages of the run; the last one counts. Personal.'),
  })
  .meta({ id: 'Inquiry' });
type InquiryView = z.output<typeof InquiryView>;

const InquiryPage = z
  .object({
    inquiries: z.array(InquiryView),
    next: z.string().optional().describe('Give it as `after` for the page behind.'),
  })
  .meta({ id: 'InquiryPage' });

const Query = z.object({
  state: z.enum(['open', 'closed', 'all']).default('open'),
  customer: CustomerId.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z
    .string()
    .regex(/^\d{1,16}\.[\w-]{1,100}$/)
    .optional(),
});
const Id = z.object({ id: OurId });
const Close = z
  .object({
    solved: z.boolean().default(true).describe('Whether the customer was helped.'),
    reason: REASON,
  })
  .nullish();

/** An inquiry with all that it takes to reach out; of an erased customer nothing personal is left. */
async function viewOf(db: Db, inquiry: Inquiry): Promise<InquiryView> {
  const { id, subject, closedBy, solved, journey, enrollment, event } = inquiry;
  const customer = await readCustomer(db, inquiry.customer);
  if (!customer) throw new PermanentError('CUSTOMER_UNKNOWN', { customer: inquiry.customer });
  const messages = await messagesOf(db, enrollment);
  const ids = messages.map((message) => message.id);
  const answers = await answersTo(db, customer.id, ids);
  const { traits, email, phone, locale, timeZone, erasedAt } = customer;
  return {
    ...{ id, subject, closedBy, solved, journey, run: enrollment },
    openedAt: iso(inquiry.openedAt),
    closedAt: isoOrNull(inquiry.closedAt),
    entry: { name: event.name, at: event.at, properties: { ...event.properties } },
    customer: {
      ...{ id: customer.id, traits: { ...traits }, email, phone, locale, timeZone },
      userIds: await userIdsOf(db, customer.id),
      erased: erasedAt !== null,
    },
    answers: answers.map(({ score, comment, at }) => ({ score, comment, at: iso(at) })),
  };
}

async function needView(db: Db, id: string): Promise<InquiryView> {
  const inquiry = await readInquiry(db, id);
  if (!inquiry) throw new PermanentError('INQUIRY_UNKNOWN', { inquiry: id });
  return viewOf(db, inquiry);
}

function readRoutes(app: Api, { store: { db } }: ApiOptions): void {
  app.route({
    method: 'GET',
    url: '/v1/inquiries',
    config: { access },
    schema: {
      summary:
        'Customers whom a person of the shop is to get in touch with, longest waiting first.',
      tags,
      security,
      querystring: Query,
      response: { 200: InquiryPage, ...refused },
    },
    handler: async ({ query }, reply) => {
      const { state, customer, limit, after } = query;
      const { inquiries, next } = await listInquiries(
        db,
        {
          ...(state !== 'all' && { open: state === 'open' }),
          ...(customer !== undefined && { customer }),
        },
        { limit, ...(after !== undefined && { after }) },
      );
      const views: InquiryView[] = [];
      for (const inquiry of inquiries) views.push(await viewOf(db, inquiry));
      return reply.send({ inquiries: views, ...(next !== undefined && { next }) });
    },
  });
  app.route({
    method: 'GET',
    url: '/v1/inquiries/:id',
    config: { access },
    schema: {
      summary: 'One inquiry: what it is about, whom it concerns, how to reach them.',
      tags,
      security,
      params: Id,
      response: { 200: InquiryView, ...refused, 404: ErrorBody },
    },
    handler: async ({ params }, reply) => reply.send(await needView(db, params.id)),
  });
}

function closeRoute(app: Api, { store }: ApiOptions): void {
  app.route({
    method: 'POST',
    url: '/v1/inquiries/:id/close',
    config: { access },
    schema: {
      summary:
        'Closes an inquiry; journeys that wait for it go on. Closed before, it stays as it is.',
      tags,
      security,
      params: Id,
      body: Close,
      response: { 200: InquiryView, ...refused, 404: ErrorBody },
    },
    handler: async ({ params: { id }, body, keyName }, reply) => {
      const { solved = true, reason } = body ?? {};
      await inTransaction(store, async (tx) => {
        const closed = await closeInquiry(tx, id, { by: keyName, solved });
        if (closed === undefined) throw new PermanentError('INQUIRY_UNKNOWN', { inquiry: id });
        if (!closed) return;
        await writeAudit(tx, {
          who: keyName,
          what: 'inquiry close',
          subject: id,
          detail: { solved, reason: reason ?? null },
        });
      });
      return reply.send(await needView(store.db, id));
    },
  });
}

/** What journeys ask the people of the shop to see to. */
export const inquiryRoutes: Routes = (app, options) => {
  readRoutes(app, options);
  closeRoute(app, options);
};
