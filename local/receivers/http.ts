import Fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HOST } from '../ports';
import { BEHAVIOURS, type Behaviours } from './behaviour';
import { createInbox } from './inbox';
import type { Journal } from './journal';
import { BODY_POLICY, bodyPage, messagePage, peoplePage, personPage } from './page';
import type { Receiver } from './smtp';
import { authorizationOf, twilioRoutes, type TwilioAccount } from './twilio';

const PEOPLE = 1_000;
const Trial = z.strictObject({
  email: z.enum(BEHAVIOURS).optional(),
  sms: z.enum(BEHAVIOURS).optional(),
});
const Forget = z.object({
  messages: z.array(z.object({ id: z.string(), providerId: z.string().nullable() })),
});
const Query = z.object({
  person: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100_000).default(1_000),
  after: z.coerce.number().int().min(-1).optional(),
});

export interface HttpSettings {
  readonly port: number;
  readonly account: TwilioAccount;
  /** Opens `POST /trial`, which changes what the receivers do. */
  readonly trials: boolean;
}

/** The Twilio-shaped endpoint, and pages over what came in. */
export async function startHttp(
  settings: HttpSettings,
  journal: Journal,
  behaviours: Behaviours,
): Promise<Receiver> {
  const app = Fastify({ forceCloseConnections: true });
  await twilioRoutes(app, settings.account, journal, behaviours);
  inboxRoutes(app, journal);
  forgetRoute(app, journal, authorizationOf(settings.account));
  app.get('/health', () => ({ received: journal.all().length }));
  if (settings.trials) {
    app.post('/trial', (request, reply) => {
      const wanted = Trial.safeParse(request.body);
      if (!wanted.success) return reply.code(400).send({ problems: z.prettifyError(wanted.error) });
      const { email = behaviours.email, sms = behaviours.sms } = wanted.data;
      return Object.assign(behaviours, { email, sms });
    });
  }
  await app.listen({ port: settings.port, host: HOST });
  const address = app.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : settings.port,
    close: () => app.close(),
  };
}

/** The product tells of messages to people who asked to be forgotten, by its own ids of them. */
function forgetRoute(app: FastifyInstance, journal: Journal, authorization: string): void {
  app.post('/forget', async (request, reply) => {
    if (request.headers.authorization !== authorization) return reply.code(401).send({});
    const asked = Forget.safeParse(request.body);
    if (!asked.success) return reply.code(400).send({ problems: z.prettifyError(asked.error) });
    const ids = new Set(asked.data.messages.map(({ id }) => id));
    const providerIds = new Set(asked.data.messages.map(({ providerId }) => providerId));
    const forgotten = await journal.forget((record) =>
      record.kind === 'email'
        ? ids.has(record.id.slice(0, record.id.indexOf('@')))
        : providerIds.has(record.id),
    );
    return reply.send({ forgotten });
  });
}

function inboxRoutes(app: FastifyInstance, journal: Journal): void {
  const inbox = createInbox(journal);
  const filter = (query: unknown): { person?: string; limit: number } => {
    const { person, limit } = Query.parse(query);
    return { ...(person !== undefined && { person }), limit };
  };
  // Newest first; with `after`, what came in after that number, in order.
  app.get('/inbox.json', (request) => {
    const { after, limit } = Query.parse(request.query);
    return after === undefined ? inbox.messages(filter(request.query)) : inbox.since(after, limit);
  });
  app.get('/inbox', async (request, reply) => {
    const wanted = filter(request.query);
    const body =
      wanted.person === undefined
        ? peoplePage(await inbox.people(PEOPLE), inbox.count)
        : personPage(await inbox.messages(wanted));
    return reply.type('text/html; charset=utf-8').send(body);
  });
  app.get('/inbox/:number', async (request, reply) => {
    const { number } = request.params as { number: string };
    const message = await inbox.message(Number(number));
    if (!message) return reply.code(404).send({ problems: 'there is no such message' });
    return reply.type('text/html; charset=utf-8').send(messagePage(message));
  });
  app.get('/inbox/:number/body', async (request, reply) => {
    const { number } = request.params as { number: string };
    const message = await inbox.message(Number(number));
    if (!message) return reply.code(404).send({ problems: 'there is no such message' });
    return reply
      .header('content-security-policy', BODY_POLICY)
      .type('text/html; charset=utf-8')
      .send(bodyPage(message));
  });
}
