import { z } from 'zod';
import { PermanentError } from '../engine';
import { countLive, currentRelease, pausedJourneys, type Db } from '../store';
import type { Api, Routes } from './context';
import { controlJourney } from './controls';
import { ErrorBody } from './errors';
import type { ApiOptions } from './options';
import { At, isoOrNull, Reason } from './views';

const security = [{ operatorKey: [] }];
const refused = { 400: ErrorBody, 401: ErrorBody, 503: ErrorBody };
const access = 'operator' as const;
const tags = ['journeys'];

const JourneyView = z
  .object({
    id: z.string(),
    title: z.string().nullable().describe('Null: it is not in the current release, and runs on.'),
    pausedAt: At.nullable(),
    pausedBy: z.string().nullable().describe('Name of the key that paused it.'),
    live: z.number().int().describe('Runs under way.'),
    stuck: z.number().int().describe('Those of them that stand still until someone acts.'),
  })
  .meta({ id: 'Journey' });
type JourneyView = z.output<typeof JourneyView>;

const JourneyList = z.object({ journeys: z.array(JourneyView) }).meta({ id: 'JourneyList' });
export type JourneyList = z.output<typeof JourneyList>;

/** The current release's in its order, then others that are paused or have live runs. */
async function listJourneys(db: Db): Promise<JourneyView[]> {
  const release = await currentRelease(db);
  const titles = new Map(release?.journeys.map(({ id, title }) => [id, title]));
  const paused = new Map((await pausedJourneys(db)).map((one) => [one.journey, one]));
  const counts = new Map((await countLive(db)).map((one) => [one.journey, one]));
  const others = [...paused.keys(), ...counts.keys()].sort();
  return [...new Set([...titles.keys(), ...others])].map((id) => ({
    id,
    title: titles.get(id) ?? null,
    pausedAt: isoOrNull(paused.get(id)?.at ?? null),
    pausedBy: paused.get(id)?.by ?? null,
    live: counts.get(id)?.live ?? 0,
    stuck: counts.get(id)?.stuck ?? 0,
  }));
}

function listRoute(app: Api, { store }: ApiOptions): void {
  app.route({
    method: 'GET',
    url: '/v1/journeys',
    config: { access },
    schema: {
      summary: 'The journeys there are: which are paused, by whom, and how many runs each has.',
      tags,
      security,
      response: { 200: JourneyList, ...refused },
    },
    handler: async (_request, reply) => reply.send({ journeys: await listJourneys(store.db) }),
  });
}

const Paused = z.object({ journey: z.string(), paused: z.boolean() });

function actionRoute(app: Api, { store }: ApiOptions, action: 'pause' | 'resume'): void {
  app.route({
    method: 'POST',
    url: `/v1/journeys/:id/${action}`,
    config: { access },
    schema: {
      summary:
        action === 'pause'
          ? 'Holds all runs of a journey at their next gate.'
          : 'Lets all runs of a paused journey go on.',
      tags,
      security,
      params: z.object({ id: z.string().max(100) }),
      body: Reason,
      response: { 200: Paused, ...refused, 404: ErrorBody },
    },
    handler: async ({ params, body, keyName }, reply) => {
      if (!/^[a-z][a-z0-9-]*$/.test(params.id)) {
        throw new PermanentError('JOURNEY_UNKNOWN', { journey: params.id });
      }
      await controlJourney(store, params.id, action, { ...body, who: keyName });
      return reply.send({ journey: params.id, paused: action === 'pause' });
    },
  });
}

/** Which journeys there are, and holding all runs of one. */
export const journeyRoutes: Routes = (app, options) => {
  listRoute(app, options);
  actionRoute(app, options, 'pause');
  actionRoute(app, options, 'resume');
};
