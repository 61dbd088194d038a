import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MINUTE, type Json } from '../engine';
import { verifyLink } from '../messages';
import {
  acceptUnderLock,
  answersTo,
  inTransaction,
  lockCustomer,
  messageById,
  newId,
  readCustomer,
  readEnrollment,
  now,
  type Answer,
  type Db,
  type Message,
} from '../store';
import type { Routes } from './context';
import {
  brokenPage,
  changePage,
  fullPage,
  LONGEST_COMMENT,
  questionPage,
  SCORES,
  thanksPage,
  type Score,
} from './feedback-pages';
import type { ApiOptions } from './options';
import { sendPage, type Page } from './page';
import { failAsPage, publicConfig } from './public';

const BODY_LIMIT = 16 * 1024;
/** Of one message; who has more to say answers the mail. */
const MOST_ANSWERS = 20;
/** Programs that look through mail open its links as it comes in. On the product's clock. */
const COMING_IN = 10 * MINUTE;

const ScoreText = z.enum(['1', '2', '3', '4', '5']).transform((text) => Number(text) as Score);
const Token = z.object({ token: z.string().max(1024) });
const Chosen = z.object({ token: z.string().max(1024), score: z.string().max(1024) });
const Form = z.object({
  score: ScoreText,
  comment: z
    .string()
    .transform((text) => text.replaceAll('\r\n', '\n').trim().slice(0, LONGEST_COMMENT))
    .optional(),
});
type Form = z.output<typeof Form>;

const scoreOf = (text: string): Score | undefined => ScoreText.safeParse(text).data;
const asScore = (score: number): Score | undefined => SCORES.find((one) => one === score);

/** The message that a link came with, and whose it is now. */
async function askedBy(
  { catalog, secret }: ApiOptions,
  db: Db,
  token: string,
): Promise<Message | undefined> {
  const [id] = verifyLink(secret, 'feedback', token) ?? [];
  const message = id === undefined ? undefined : await messageById(db, id);
  if (!message || catalog.topics[message.topic]?.kind !== 'survey') return undefined;
  const customer = await readCustomer(db, message.customer);
  return customer && customer.erasedAt === null ? { ...message, customer: customer.id } : undefined;
}

/**
 * A person's click in a browser: it says so itself, and says where it only fetches ahead. Programs that fetch links do
 * not; those that drive a browser do it while the mail comes in.
 * @see https://www.w3.org/TR/fetch-metadata/
 */
async function isClick({ method, headers }: FastifyRequest, db: Db, message: Message) {
  const navigates = headers['sec-fetch-user'] === '?1' && headers['sec-fetch-mode'] === 'navigate';
  const ahead = [headers['sec-purpose'], headers['purpose'], headers['x-moz']].some(Boolean);
  if (method !== 'GET' || !navigates || ahead) return false;
  return (await now(db)) >= (message.markedAt ?? Infinity) + COMING_IN;
}

/** What makes an answer: nothing, when it is what was said last. */
function isNew(before: readonly Answer[], { score, comment }: Form): boolean {
  const last = before.at(-1);
  return (
    last?.score !== score || (comment !== undefined && comment !== '' && comment !== last.comment)
  );
}

/**
 * Accepts an answer, under the customer's lock: what was said before is known, and said again it changes nothing.
 * @returns what is recorded then; `full` where there is no room for more; undefined for a customer who was erased
 */
async function record(
  { store }: ApiOptions,
  message: Message,
  form: Form,
): Promise<readonly Answer[] | 'full' | undefined> {
  return inTransaction(store, async (tx) => {
    const customer = await lockCustomer(tx, message.customer);
    if (customer.erasedAt !== null) return undefined;
    const before = await answersTo(tx, customer.id, [message.id]);
    if (!isNew(before, form)) return before;
    if (before.length >= MOST_ANSWERS) return 'full';
    const run = await readEnrollment(tx, message.enrollment);
    const order: Json | undefined = (run?.event.properties as Record<string, Json>)['order_id'];
    const { score, comment } = form;
    await acceptUnderLock(tx, customer, [
      {
        source: 'feedback',
        messageId: newId(`${message.id}:`),
        type: 'system',
        name: 'Survey Responded',
        properties: {
          ...{ survey: message.journey, score, message: message.id },
          ...(typeof order === 'string' && { order_id: order }),
          ...(comment && { comment }),
        },
      },
    ]);
    return answersTo(tx, customer.id, [message.id]);
  });
}

const given = (answers: readonly Answer[]) => {
  const score = asScore(answers.at(-1)?.score ?? 0);
  return score && { score, hasComment: answers.some(({ comment }) => comment !== null) };
};

/** Records an answer, and says so. */
async function recorded(
  options: ApiOptions,
  message: Message,
  form: Form,
  action: string,
): Promise<{ page: Page; status?: number }> {
  const { shop } = options.catalog;
  const answers = await record(options, message, form);
  if (answers === 'full') return { page: fullPage(shop), status: 409 };
  const after = given(answers ?? []);
  return after
    ? { page: thanksPage(shop, action, after) }
    : { page: brokenPage(shop), status: 404 };
}

/** Answers a link from a mail. */
async function follow(
  options: ApiOptions,
  request: FastifyRequest,
  { token, score }: { token: string; score?: string },
): Promise<{ page: Page; status?: number }> {
  const { store, catalog } = options;
  const { shop } = catalog;
  const message = await askedBy(options, store.db, token);
  if (!message) return { page: brokenPage(shop), status: 404 };
  const action = `/feedback/${token}`;
  const before = given(await answersTo(store.db, message.customer, [message.id]));
  // What stands behind the token may be cut off too: then the question is asked anew.
  const chosen = score === undefined ? undefined : scoreOf(score);
  if (before && (chosen === undefined || chosen === before.score)) {
    return { page: thanksPage(shop, action, before) };
  }
  if (before && chosen) return { page: changePage(shop, action, before.score, chosen) };
  if (chosen === undefined || !(await isClick(request, store.db, message))) {
    return { page: questionPage(shop, action, chosen) };
  }
  return recorded(options, message, { score: chosen }, action);
}

/** Answers a form of one of our pages. */
async function answer(
  options: ApiOptions,
  token: string,
  body: unknown,
): Promise<{ page: Page; status?: number }> {
  const { store, catalog } = options;
  const { shop } = catalog;
  const message = await askedBy(options, store.db, token);
  if (!message) return { page: brokenPage(shop), status: 404 };
  const action = `/feedback/${token}`;
  const form = Form.safeParse(body);
  if (!form.success) return { page: questionPage(shop, action), status: 400 };
  return recorded(options, message, form.data, action);
}

/**
 * The link in a mail that asks how something went. A person's click records the score, once; everything else, and
 * every change, takes a button. The last answer is the customer's.
 */
export const feedbackRoutes: Routes = (app, options) => {
  const { secret } = options;
  const config = publicConfig(options, ({ params }) => {
    const { token = '' } = params as { token?: string };
    return verifyLink(secret, 'feedback', token)?.[0];
  });
  const tags = ['public'];
  failAsPage(app, options);
  const show = (reply: FastifyReply, { page, status = 200 }: { page: Page; status?: number }) =>
    sendPage(reply.code(status), page);

  app.route({
    method: 'GET',
    url: '/feedback/:token/:score',
    config,
    schema: {
      summary: 'Records a score by one click of a person; asks for a press of a button otherwise.',
      tags,
      params: Chosen,
    },
    handler: async (request, reply) => show(reply, await follow(options, request, request.params)),
  });
  app.route({
    method: 'GET',
    url: '/feedback/:token',
    config,
    schema: { summary: 'Asks for a score from 1 to 5. Changes nothing.', tags, params: Token },
    handler: async (request, reply) => show(reply, await follow(options, request, request.params)),
  });
  // What is left of a link that was cut off before its token.
  for (const url of ['/feedback', '/feedback/']) {
    app.get(url, { config, schema: { hide: true } }, async (_request, reply) =>
      show(reply, { page: brokenPage(options.catalog.shop), status: 404 }),
    );
  }
  app.route({
    method: 'POST',
    url: '/feedback/:token',
    config,
    bodyLimit: BODY_LIMIT,
    schema: { summary: 'Records a score, and a comment on it.', tags, params: Token },
    handler: async ({ params, body }, reply) =>
      show(reply, await answer(options, params.token, body)),
  });
};
