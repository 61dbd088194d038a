import formbody from '@fastify/formbody';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance } from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { guardRoutes } from './access';
import { auditRoutes } from './audit';
import type { Routes } from './context';
import { customerRoutes } from './customers';
import { describeRoutes } from './describe';
import { answerErrors } from './errors';
import { feedbackRoutes } from './feedback';
import { healthRoutes } from './health';
import { inquiryRoutes } from './inquiries';
import { journeyRoutes } from './journeys';
import { answerRoutes } from './answers';
import { messageRoutes } from './messages';
import { operationsRoutes } from './operations';
import type { ApiLog, ApiOptions } from './options';
import { privacyRoutes } from './privacy';
import { releaseRoutes } from './releases';
import { trackingRoutes } from './tracking';
import { unsubscribeRoutes } from './unsubscribe';

const REQUEST_TIMEOUT = 30_000;

/** One line a request: the route's pattern, never its address, which may hold a token or an id. */
function logRequests(app: FastifyInstance, log: ApiLog): void {
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    const ms = Math.round(reply.elapsedTime);
    log.info({ method, route: routeOptions.url, status: reply.statusCode, ms }, 'request');
  });
}

/** Each room of routes has content types and hooks of its own. */
const inScope = (routes: Routes, options: ApiOptions) => async (scope: FastifyInstance) => {
  routes(scope.withTypeProvider<ZodTypeProvider>(), options);
};

/** The HTTP api, ready to listen. It needs the database; Temporal it only looks at. */
export function createApi(options: ApiOptions): FastifyInstance {
  const { log, trustedProxies = [] } = options;
  const app = Fastify({
    logger: false,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    requestTimeout: REQUEST_TIMEOUT,
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    routerOptions: { maxParamLength: 1024 },
    return503OnClosing: true,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerErrors(app, log);
  guardRoutes(app, { write: options.writeKeys, operator: options.operatorKeys });
  logRequests(app, log);
  describeRoutes(app);
  app.register(rateLimit, { global: false });
  app.register(formbody);
  app.register(inScope(trackingRoutes, options));
  app.register(inScope(operationsRoutes, options));
  app.register(inScope(journeyRoutes, options));
  app.register(inScope(messageRoutes, options));
  app.register(inScope(answerRoutes, options));
  app.register(inScope(releaseRoutes, options));
  app.register(inScope(auditRoutes, options));
  app.register(inScope(customerRoutes, options));
  app.register(inScope(privacyRoutes, options));
  app.register(inScope(unsubscribeRoutes, options));
  app.register(inScope(inquiryRoutes, options));
  app.register(inScope(feedbackRoutes, options));
  app.register(inScope(healthRoutes, options));
  app.register(async (scope) => {
    scope.get('/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () =>
      app.swagger(),
    );
  });
  return app;
}
