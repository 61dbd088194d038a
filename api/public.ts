import type { RateLimitOptions } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { Shop } from '../catalog';
import { MINUTE, TransientError } from '../engine';
import type { Api } from './context';
import { answerTo, traceOf } from './errors';
import type { ApiOptions } from './options';
import { escapeHtml, sendPage, type Page } from './page';

/** Requests in a minute. */
const PUBLIC_RATE = 300;

/**
 * Config of a route that anyone may ask. Requests are counted by address.
 * @param linkOf - the signed link of a request: those are counted by link, for many people share an address
 */
export const publicConfig = (
  { publicRate = PUBLIC_RATE }: ApiOptions,
  linkOf: (request: FastifyRequest) => string | undefined = () => undefined,
): { access: 'public'; rateLimit: RateLimitOptions } => ({
  access: 'public',
  rateLimit: {
    max: publicRate,
    timeWindow: MINUTE,
    keyGenerator: (request: FastifyRequest) => {
      const link = linkOf(request);
      return link === undefined ? request.ip : `link ${link}`;
    },
    errorResponseBuilder: (_request: unknown, { ttl }: { ttl: number }) =>
      new TransientError('RATE_LIMITED', {}, { retryAfter: ttl }),
  },
});

const laterPage = ({ name: shop }: Shop, problem: string): Page => ({
  ...{ lang: 'en', dir: 'ltr', title: 'Please try again' },
  body: `<p>${problem}</p>
<p>Nothing was changed. You can also answer the message: someone at ${escapeHtml(shop)} reads it.</p>`,
});

/** A person reads what goes wrong here: a page, not JSON. */
export function failAsPage(app: Api, { catalog, log }: ApiOptions): void {
  app.setErrorHandler((error, request, reply) => {
    const { status, code, retryAfter } = answerTo(error);
    if (status >= 500) {
      const route = request.routeOptions.url;
      log[status === 500 ? 'error' : 'warn']({ route, code, cause: traceOf(error) }, 'refused');
    }
    if (retryAfter !== undefined) reply.header('retry-after', Math.ceil(retryAfter / 1000));
    const problem =
      status >= 500 || status === 429
        ? 'We could not take it just now. In a minute or two it should work.'
        : 'We could not read what your browser sent.';
    return sendPage(reply.code(status), laterPage(catalog.shop, problem));
  });
}
