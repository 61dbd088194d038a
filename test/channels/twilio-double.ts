import formbody from '@fastify/formbody';
import Fastify from 'fastify';
import type { Socket } from 'node:net';

export const ACCOUNT = `AC${'a'.repeat(32)}`;
export const TOKEN = 'the auth token';
const BASIC = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`;

export interface Taken {
  readonly sid: string;
  readonly form: Readonly<Record<string, string>>;
  readonly createdAt: Date;
}

/** What the double does with the next request, in place of taking it. */
export type Behaviour =
  | { readonly refuse: { readonly status: number; readonly code?: number } }
  | { readonly take?: boolean; readonly then: 'hang' | 'drop' }
  | { readonly answer: { readonly status: number; readonly body: string } };

const resource = ({ sid, form, createdAt }: Taken) => ({
  sid,
  account_sid: ACCOUNT,
  to: form['To'],
  from: form['From'] ?? null,
  body: form['Body'],
  direction: 'outbound-api',
  status: 'queued',
  date_created: createdAt.toUTCString(),
  date_sent: null,
  date_updated: createdAt.toUTCString(),
  error_code: null,
});

/** An HTTP double of Twilio's Messages resource: it checks what it gets, and keeps what it takes. */
export async function startTwilioDouble() {
  const taken: Taken[] = [];
  const problems: string[] = [];
  let requests = 0;
  let behaviour: Behaviour | undefined;
  const sockets = new Set<Socket>();
  const app = Fastify();
  app.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await app.register(formbody);

  app.addHook('preHandler', async (request, reply) => {
    requests++;
    if (request.headers.authorization === BASIC) return undefined;
    return reply.code(401).send({ status: 401, code: 20003, message: 'Authenticate' });
  });

  const path = '/2010-04-01/Accounts/:sid/Messages.json';
  app.post<{ Params: { sid: string }; Body: Record<string, string> }>(
    path,
    async (request, reply) => {
      const form = { ...request.body };
      if (request.params.sid !== ACCOUNT) problems.push('another account');
      if (!/^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? '')) {
        problems.push('not a form');
      }
      for (const field of ['To', 'Body']) if (!form[field]) problems.push(`no ${field}`);
      if (!form['From'] && !form['MessagingServiceSid']) problems.push('no sender');
      const next = behaviour;
      if (next && 'refuse' in next) {
        const { status, code } = next.refuse;
        return reply
          .code(status)
          .send({ status, code, message: `The number ${form['To']} is bad` });
      }
      if (next && 'answer' in next) return reply.code(next.answer.status).send(next.answer.body);
      const message: Taken = {
        sid: `SM${String(taken.length + 1).padStart(32, '0')}`,
        form,
        createdAt: new Date(),
      };
      if (!next || next.take) taken.push(message);
      if (next?.then === 'drop') request.raw.socket.destroy();
      if (next) return reply.hijack();
      return reply.code(201).send(resource(message));
    },
  );

  app.get<{ Querystring: Record<string, string> }>(path, async (request, reply) => {
    if (behaviour && 'refuse' in behaviour) return reply.code(behaviour.refuse.status).send({});
    const messages = taken.filter(({ form }) => form['To'] === request.query['To']).toReversed();
    return { messages: messages.map(resource), next_page_uri: null, page: 0, page_size: 200 };
  });

  const baseUrl = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    baseUrl,
    taken,
    problems,
    requests: () => requests,
    open: () => sockets.size,
    behave: (next?: Behaviour) => (behaviour = next),
    async close() {
      for (const socket of sockets) socket.destroy();
      await app.close();
    },
  };
}
