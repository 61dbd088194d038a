import { randomBytes } from 'node:crypto';
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Behaviours } from './behaviour';
import type { Journal, ReceivedSms } from './journal';

export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
}

type Form = Readonly<Record<string, string | undefined>>;

/** A refusal as Twilio words it: HTTP status, its error code, its text. */
interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

const E164 = /^\+[1-9]\d{6,14}$/;
const LONGEST = 1_600;

/** What Twilio checks of a message before it takes it. @see https://www.twilio.com/docs/api/errors */
export function refusalOf(form: Form): Refusal | undefined {
  const { To, From, Body } = form;
  const bad = (code: number, message: string): Refusal => ({ status: 400, code, message });
  if (!To) return bad(21604, "A 'To' phone number is required.");
  if (!E164.test(To)) return bad(21211, "Invalid 'To' Phone Number");
  if (!From) return bad(21603, "A 'From' phone number is required.");
  if (!Body) return bad(21602, 'Message body is required.');
  if (Body.length > LONGEST)
    return bad(21617, 'The concatenated message body exceeds the 1600 character limit');
  return undefined;
}

const BASE = '/2010-04-01/Accounts/:sid';

/** What whoever uses the account shows. */
export const authorizationOf = ({ accountSid, authToken }: TwilioAccount): string =>
  `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

/** The part of Twilio's API that sends messages and finds them again. */
export async function twilioRoutes(
  app: FastifyInstance,
  account: TwilioAccount,
  journal: Journal,
  behaviours: Behaviours,
): Promise<void> {
  await app.register(formbody);
  const authorization = authorizationOf(account);
  const authorized = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { sid } = request.params as { sid: string };
    if (request.headers.authorization === authorization && sid === account.accountSid) return;
    await refuse(reply, { status: 401, code: 20003, message: 'Authenticate' });
  };
  const known = (): ReceivedSms[] =>
    journal.all().filter((record): record is ReceivedSms => record.kind === 'sms');

  app.post(`${BASE}/Messages.json`, { preHandler: authorized }, (request, reply) =>
    create(request.body as Form, account, journal, behaviours, reply),
  );
  app.get(`${BASE}/Messages.json`, { preHandler: authorized }, (request) =>
    list(request.query as Form, known(), account),
  );
  app.get(`${BASE}/Messages/:message`, { preHandler: authorized }, (request, reply) => {
    const { message } = request.params as { message: string };
    const found = known().find(({ id }) => `${id}.json` === message);
    if (found) return resource(found, account);
    return refuse(reply, { status: 404, code: 20404, message: 'The resource was not found' });
  });
}

async function create(
  form: Form,
  account: TwilioAccount,
  journal: Journal,
  behaviours: Behaviours,
  reply: FastifyReply,
): Promise<unknown> {
  const behaviour = behaviours.sms;
  if (behaviour === 'hang' || behaviour === 'hang-after') return reply.hijack();
  if (behaviour === 'drop') return cut(reply);
  if (behaviour === 'later')
    return refuse(reply, { status: 429, code: 20429, message: 'Too Many Requests' });
  const refusal =
    behaviour === 'refuse'
      ? { status: 400, code: 21211, message: "Invalid 'To' Phone Number" }
      : refusalOf(form);
  if (refusal) return refuse(reply, refusal);
  const sms: ReceivedSms = {
    kind: 'sms',
    id: `SM${randomBytes(16).toString('hex')}`,
    at: new Date().toISOString(),
    from: form['From'] ?? '',
    to: form['To'] ?? '',
    body: form['Body'] ?? '',
    statusCallback: form['StatusCallback'] ?? null,
  };
  await journal.append(sms);
  if (behaviour === 'keep-and-drop') return cut(reply);
  return reply.code(201).send(resource(sms, account));
}

function cut(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.socket?.destroy();
  return reply;
}

const refuse = (reply: FastifyReply, { status, code, message }: Refusal): FastifyReply =>
  reply.code(status).send({
    code,
    message,
    more_info: `https://www.twilio.com/docs/errors/${String(code)}`,
    status,
  });

/** Newest first, by recipient, sender and day of sending. */
function list(query: Form, all: readonly ReceivedSms[], account: TwilioAccount): object {
  const day = (text: string): string => text.slice(0, 10);
  const { To, From, DateSent } = query;
  const after = query['DateSent>'] ?? query['DateSent>='];
  const before = query['DateSent<'] ?? query['DateSent<='];
  const found = all
    .filter(
      (sms) =>
        (!To || sms.to === To) &&
        (!From || sms.from === From) &&
        (!DateSent || day(sms.at) === day(DateSent)) &&
        (!after || day(sms.at) >= day(after)) &&
        (!before || day(sms.at) <= day(before)),
    )
    .reverse();
  const size = Math.min(Number(query['PageSize'] ?? 50), 1_000);
  const page = Number(query['Page'] ?? 0);
  const uri = (at: number): string => {
    const parts = Object.entries({ ...query, Page: String(at), PageSize: String(size) });
    return `/2010-04-01/Accounts/${account.accountSid}/Messages.json?${new URLSearchParams(parts).toString()}`;
  };
  return {
    messages: found.slice(page * size, (page + 1) * size).map((sms) => resource(sms, account)),
    page,
    page_size: size,
    start: page * size,
    end: Math.max(page * size, Math.min((page + 1) * size, found.length) - 1),
    uri: uri(page),
    first_page_uri: uri(0),
    previous_page_uri: page > 0 ? uri(page - 1) : null,
    next_page_uri: (page + 1) * size < found.length ? uri(page + 1) : null,
  };
}

function resource(sms: ReceivedSms, { accountSid }: TwilioAccount): object {
  const date = new Date(sms.at).toUTCString().replace('GMT', '+0000');
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${sms.id}`;
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: sms.body,
    date_created: date,
    date_sent: date,
    date_updated: date,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: sms.from,
    messaging_service_sid: null,
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    sid: sms.id,
    status: 'queued',
    subresource_uris: { media: `${uri}/Media.json` },
    tags: null,
    to: sms.to,
    uri: `${uri}.json`,
  };
}
