import { z } from 'zod';
import { PermanentError } from '../engine';
import { currentRelease, readRelease, type Db } from '../store';
import type { Routes } from './context';
import { ErrorBody } from './errors';
import { OurId } from './ids';
import { At, iso } from './views';

const ReleaseView = z
  .object({
    id: z.string(),
    createdAt: At,
    current: z.boolean().describe('Whether new runs begin on it.'),
    code: z.string().describe("CommonJS, with Temporal's SDK left out."),
    templates: z.record(z.string(), z.string()).describe('Path below templates/ → text.'),
  })
  .meta({ id: 'Release' });
export type ReleaseView = z.output<typeof ReleaseView>;

/** @throws PermanentError `RELEASE_UNKNOWN` */
async function readView(db: Db, which: string): Promise<ReleaseView> {
  const current = (await currentRelease(db))?.id;
  const id = which === 'current' ? current : which;
  const release = id === undefined ? undefined : await readRelease(db, id);
  if (!release) throw new PermanentError('RELEASE_UNKNOWN', { release: which });
  const { createdAt, code, templates } = release;
  return {
    ...{ id: release.id, createdAt: iso(createdAt), current: release.id === current, code },
    templates: { ...templates },
  };
}

/** What was shipped: to be held beside what is about to be. */
export const releaseRoutes: Routes = (app, { store }) => {
  app.route({
    method: 'GET',
    url: '/v1/releases/:id',
    config: { access: 'operator' },
    schema: {
      summary: 'The code and the templates of a release, or of the `current` one.',
      tags: ['releases'],
      security: [{ operatorKey: [] }],
      params: z.object({ id: OurId.describe('Its id, or `current`.') }),
      response: {
        200: ReleaseView,
        ...{ 400: ErrorBody, 401: ErrorBody, 404: ErrorBody, 503: ErrorBody },
      },
    },
    handler: async ({ params }, reply) => reply.send(await readView(store.db, params.id)),
  });
};
