import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { askingChannels, type ShopCatalog } from '../catalog';
import { verifyLink } from '../messages';
import {
  accept,
  newId,
  readConsents,
  readCustomer,
  type ConsentRow,
  type Incoming,
} from '../store';
import type { Routes } from './context';
import type { ApiOptions } from './options';
import { escapeHtml, sendPage } from './page';
import { failAsPage, publicConfig } from './public';

/** A form has two fields at most; whatever else a mail program posts with is not read. */
const BODY_LIMIT = 16 * 1024;
const ENGLISH = { lang: 'en', dir: 'ltr' } as const;

/**
 * For a link that is not ours as we signed it. Nobody learns anything by it, for no one can guess a signature; and who
 * has a link that a mail program cut off must not believe that they said no.
 */
const brokenLink = (reply: FastifyReply, { shop }: ShopCatalog) =>
  sendPage(reply.code(404), {
    ...ENGLISH,
    title: 'This link is not whole',
    body: `<p>Nothing was changed. Open the link in the message again, or answer the message and ask ${escapeHtml(shop.name)} to stop.</p>`,
  });

/** The same for every customer, those who are gone too. */
const question = (reply: FastifyReply, { shop }: ShopCatalog) =>
  sendPage(reply, {
    ...ENGLISH,
    title: 'Stop these messages?',
    body: `<p>${escapeHtml(shop.name)} will stop sending you messages of this kind. What concerns an order of yours still reaches you.</p>
<form method="post">
<button name="scope" value="topic">Stop messages of this kind</button>
<button name="scope" value="all">Stop all but what concerns my orders</button>
</form>`,
  });

const confirmation = (reply: FastifyReply, { shop }: ShopCatalog) =>
  sendPage(reply, {
    ...ENGLISH,
    title: 'Done',
    body: `<p>You will get no more of these messages from ${escapeHtml(shop.name)}. It holds from now on.</p>`,
  });

/** The channels that a topic, or with `'*'` any topic, asks consent for. */
const channelsOf = ({ topics }: ShopCatalog, topic: string): string[] => {
  const entries = Object.entries(topics).filter(([name]) => topic === '*' || name === topic);
  return [...new Set(entries.flatMap(([, entry]) => askingChannels(entry)))];
};

/** Whether the customer's last word on this channel is this very no: a yes said since must be taken back again. */
function isRefused(said: readonly ConsentRow[], topic: string, channel: string): boolean {
  const here = said.filter((one) => one.channel === channel);
  const no = here.find((one) => one.topic === topic && !one.granted);
  const concerned = (one: ConsentRow) => topic === '*' || ['*', topic].includes(one.topic);
  return no !== undefined && !here.some((one) => one.granted && one.at >= no.at && concerned(one));
}

/**
 * Takes back consent, in one transaction under the customer's lock; when it returns, nothing more is
 * claimed. The event lets the relay end the runs that have nothing left to send.
 */
async function withdraw(
  { store, catalog }: ApiOptions,
  { customer, topic, all }: { customer: string; topic: string; all: boolean },
): Promise<void> {
  const present = await readCustomer(store.db, customer);
  if (!present || present.erasedAt !== null) return;
  const withdrawn = all ? '*' : topic;
  const said = await readConsents(store.db, present.id);
  const consents = channelsOf(catalog, withdrawn)
    .filter((channel) => !isRefused(said, withdrawn, channel))
    .map((channel) => ({ topic: withdrawn, channel, granted: false }));
  if (consents.length === 0) return;
  const event: Incoming = {
    source: 'unsubscribe',
    messageId: newId(),
    type: 'system',
    customer: present.id,
    name: 'Unsubscribed',
    properties: { topic },
    consents,
  };
  await accept(store, [event]);
}

const Token = z.object({ token: z.string().max(1024) });
const isAll = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && (body as { scope?: unknown }).scope === 'all';

/**
 * The link in every marketing mail. GET changes nothing, for scanners follow links; POST withdraws,
 * from the page's button or from a mail program's own.
 * @see RFC 8058
 */
export const unsubscribeRoutes: Routes = (app, options) => {
  const { catalog, secret } = options;
  const isSigned = ({ params }: FastifyRequest): boolean =>
    verifyLink(secret, 'unsubscribe', (params as z.output<typeof Token>).token) !== undefined;
  const config = publicConfig(options);
  failAsPage(app, options);
  // A mail program may post any kind of form, or none: that it posts is what counts.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) =>
    done(null, undefined),
  );

  app.route({
    method: 'GET',
    url: '/unsubscribe/:token',
    config,
    schema: {
      summary: 'Asks whether to stop messages of this kind. Changes nothing.',
      tags: ['public'],
      params: Token,
    },
    handler: async (request, reply) =>
      isSigned(request) ? question(reply, catalog) : brokenLink(reply, catalog),
  });

  app.route({
    method: 'POST',
    url: '/unsubscribe/:token',
    // A mail program's provider posts for many people from one address: a no of theirs is never turned away.
    config: { ...config, rateLimit: { ...config.rateLimit, allowList: isSigned } },
    bodyLimit: BODY_LIMIT,
    schema: {
      summary: 'Stops messages of this kind, by the button or by one click in a mail program.',
      tags: ['public'],
      params: Token,
    },
    handler: async ({ params, body }, reply) => {
      const [customer, topic] = verifyLink(secret, 'unsubscribe', params.token) ?? [];
      if (customer === undefined || topic === undefined) return brokenLink(reply, catalog);
      await withdraw(options, { customer, topic, all: isAll(body) });
      return confirmation(reply, catalog);
    },
  });
};
