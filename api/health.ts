import { Connection } from '@temporalio/client';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { version } from '../package.json';
import type { Routes } from './context';
import type { TemporalProbe } from './options';

const PATIENCE = 2000;

/** Asks for the namespace: a server without it is of no use. The connection is made at the first question. */
function createProbe(temporal: TemporalProbe): { ask(): Promise<void>; close(): Promise<void> } {
  if ('ping' in temporal) return { ask: () => temporal.ping(), close: async () => undefined };
  const { address, namespace, apiKey, tls } = temporal;
  const connection = Connection.lazy({
    address,
    // One look, one answer: a retry would outlive the question, and throw from its timer once we are closed.
    interceptors: [],
    ...(apiKey !== undefined && { apiKey }),
    ...(tls !== undefined && { tls }),
  });
  return {
    ask: async () => {
      await connection.withDeadline(Date.now() + PATIENCE, () =>
        connection.workflowService.describeNamespace({ namespace }),
      );
    },
    close: () => connection.close(),
  };
}

const Part = z.object({ ok: z.boolean(), ms: z.number().describe('How long it took to answer.') });
const Ready = z.object({ ready: z.boolean(), database: Part, temporal: Part });

async function look(ask: () => Promise<void>): Promise<z.output<typeof Part>> {
  const begun = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE);
  });
  const answered = ask().then(
    () => true,
    () => false,
  );
  const ok = await Promise.race([answered, patience]);
  clearTimeout(timer);
  return { ok, ms: Math.round((performance.now() - begun) * 10) / 10 };
}

/** For whoever supervises the process: whether it lives, and whether what it needs answers. */
export const healthRoutes: Routes = (app, { store, temporal }) => {
  const probe = createProbe(temporal);
  app.addHook('onClose', async () => probe.close());
  const config = { access: 'public' as const };

  app.route({
    method: 'GET',
    url: '/health',
    config,
    schema: {
      summary: 'The process lives.',
      tags: ['health'],
      response: {
        200: z.object({
          status: z.literal('ok'),
          versions: z.object({ perennial: z.string(), node: z.string() }),
        }),
      },
    },
    handler: async (_request, reply) =>
      reply.send({ status: 'ok', versions: { perennial: version, node: process.versions.node } }),
  });

  app.route({
    method: 'GET',
    url: '/ready',
    config,
    schema: {
      summary:
        'Database and Temporal answer. 503: one does not; events are accepted without Temporal.',
      tags: ['health'],
      response: { 200: Ready, 503: Ready },
    },
    handler: async (_request, reply) => {
      const [database, temporalServer] = await Promise.all([
        look(() => store.ping()),
        look(() => probe.ask()),
      ]);
      const ready = database.ok && temporalServer.ok;
      return reply.code(ready ? 200 : 503).send({ ready, database, temporal: temporalServer });
    },
  });
};
