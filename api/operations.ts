import { z } from 'zod';
import { listRuns, readRun, type RunFilter } from '../store';
import type { Api, Routes } from './context';
import { controlRun, type RunAction } from './controls';
import { ErrorBody } from './errors';
import { CustomerId, OurId, Text } from './ids';
import type { ApiOptions } from './options';
import { Reason, REASON, RunDetailView, RunPage, RunState, runDetailView, runView } from './views';

const security = [{ operatorKey: [] }];
const refused = { 400: ErrorBody, 401: ErrorBody, 404: ErrorBody, 503: ErrorBody };
const access = 'operator' as const;

const States = z
  .union([z.array(z.string()), z.string()])
  .transform((value) => [value].flat().flatMap((text) => text.split(',')))
  .pipe(z.array(RunState).max(10));

const Query = z.object({
  journey: OurId.optional(),
  state: States.optional().describe('One, or several with commas between.'),
  customer: CustomerId.optional(),
  end: Text(200).optional(),
  stuck: z.stringbool().optional(),
  paused: z.stringbool().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z
    .string()
    .regex(/^\d{1,16}\.[\w-]{1,100}$/)
    .optional(),
});
const RunId = z.object({ id: OurId });
const StepReason = (of: string) =>
  z.object({ reason: REASON, step: Text(300).optional().describe(of) }).nullish();

type ActionBody = { reason?: string | undefined; step?: string | undefined } | null | undefined;
const ACTIONS: Readonly<Record<RunAction, { summary: string; body: z.ZodType<ActionBody> }>> = {
  end: { summary: 'Ends a run at its next wait or gate.', body: Reason },
  restart: {
    summary: 'Starts the enrollment over, on the current release.',
    body: StepReason(
      'The first step to be done again; those before it keep their outcomes. Left out: all.',
    ),
  },
  pause: { summary: 'Holds a run at its next gate.', body: Reason },
  resume: { summary: 'Lets a paused run go on.', body: Reason },
  skip: {
    summary: 'Skips the step at which a run waits or is stuck.',
    body: StepReason('The step meant. Left out: where it stands.'),
  },
  retry: { summary: 'Tries again where a run is stuck.', body: Reason },
};

function filterOf(query: z.output<typeof Query>): RunFilter {
  const { journey, customer, state, end, stuck, paused } = query;
  return {
    ...(journey !== undefined && { journey }),
    ...(customer !== undefined && { customer }),
    ...(state && { states: state }),
    ...(end !== undefined && { end }),
    ...(stuck !== undefined && { stuck }),
    ...(paused !== undefined && { paused }),
  };
}

function readRoutes(app: Api, { store }: ApiOptions): void {
  app.route({
    method: 'GET',
    url: '/v1/runs',
    config: { access },
    schema: {
      summary: 'Runs, newest first, those turned away and held out among them.',
      tags: ['runs'],
      security,
      querystring: Query,
      response: { 200: RunPage, ...refused },
    },
    handler: async ({ query }, reply) => {
      const { limit, after } = query;
      const page = await listRuns(store.db, filterOf(query), { limit, ...(after && { after }) });
      return reply.send({
        runs: page.runs.map(runView),
        ...(page.next !== undefined && { next: page.next }),
      });
    },
  });
  app.route({
    method: 'GET',
    url: '/v1/runs/:id',
    config: { access },
    schema: {
      summary: 'One run: its story, what it waits for, its messages.',
      tags: ['runs'],
      security,
      params: RunId,
      response: { 200: RunDetailView, ...refused },
    },
    handler: async ({ params }, reply) =>
      reply.send(runDetailView(await readRun(store.db, params.id))),
  });
}

function actionRoute(app: Api, { store }: ApiOptions, action: RunAction): void {
  const { summary, body } = ACTIONS[action];
  app.route({
    method: 'POST',
    url: `/v1/runs/:id/${action}`,
    config: { access },
    schema: {
      summary,
      tags: ['runs'],
      security,
      params: RunId,
      body,
      response: { 200: RunDetailView, ...refused, 409: ErrorBody },
    },
    handler: async ({ params, body: asked, keyName }, reply) => {
      await controlRun(store, params.id, action, { ...asked, who: keyName });
      return reply.send(runDetailView(await readRun(store.db, params.id)));
    },
  });
}

/** What operators see of runs and do to them. All of it goes to the store; whoever runs the journeys is rung from there. */
export const operationsRoutes: Routes = (app, options) => {
  readRoutes(app, options);
  for (const action of Object.keys(ACTIONS) as RunAction[]) actionRoute(app, options, action);
};
