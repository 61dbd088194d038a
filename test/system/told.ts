import { catalog, isPersonal } from '../../catalog';
import type { Store } from '../../store';
import { eventually, type Product } from '../worker/product';
import type { Person, Told } from './nothing-personal';

const METADATA = '__temporal_workflow_metadata';

/**
 * Everything that Temporal holds of the runs of a product's store, each generation of them.
 * @param ask - also asks each run for its details; a run that cannot answer fails the test
 */
export async function toldBy(
  { client, store }: Product,
  { ask = false }: { ask?: boolean } = {},
): Promise<Told[]> {
  const runs = await store.db
    .selectFrom('enrollments')
    .select(['id', 'journey'])
    .where('state', 'in', ['running', 'ended'])
    .execute();
  const wanted = new Set(runs.map(({ journey, id }) => `${journey}/${id}`));
  // The list lags behind: of each run the newest execution is asked for by name.
  const newest = new Map<string, string>();
  for (const id of wanted) newest.set(id, (await client.workflow.getHandle(id).describe()).runId);
  const executions = await eventually(async () => {
    const found: { workflowId: string; runId: string }[] = [];
    for await (const one of client.workflow.list()) if (wanted.has(one.workflowId)) found.push(one);
    const listed = new Set(found.map(({ runId }) => runId));
    return [...newest.values()].every((runId) => listed.has(runId)) ? found : undefined;
  });
  if (!executions) throw new Error('Temporal does not list all runs');
  const told: Told[] = [];
  for (const { workflowId, runId } of executions) {
    const one = client.workflow.getHandle(workflowId, runId);
    const { raw } = await one.describe();
    const answers = ask ? [await one.query(METADATA), await one.query('state')] : [];
    told.push({
      ...{ workflow: workflowId, answers, description: raw },
      history: await one.fetchHistory(),
    });
  }
  return told;
}

/** What a store knows of everybody: ids of the shop, addresses, traits, codes, and what events say in personal fields. */
export async function peopleIn({ db }: Store): Promise<Person[]> {
  const customers = await db.selectFrom('customers').select(['email', 'phone', 'traits']).execute();
  const identities = await db.selectFrom('identities').select('value').execute();
  const codes = await db.selectFrom('offers').select('code').execute();
  const events = await db.selectFrom('events').select(['name', 'properties']).execute();
  return [
    ...customers.map(({ email, phone, traits }) => ({
      ...texts(traits as Record<string, unknown>),
      ...(email !== null && { email }),
      ...(phone !== null && { phone }),
    })),
    ...identities.map(({ value }) => ({ 'user id': value })),
    ...codes.map(({ code }) => ({ code })),
    ...events.map(({ name, properties }) => personalOf(name, properties as object)),
  ];
}

const texts = (values: object): Person =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string'));

function personalOf(name: string, properties: object): Person {
  const { shape = {} } = (catalog.events[name]?.schema ?? {}) as { shape?: Record<string, never> };
  return Object.fromEntries(
    Object.entries(texts(properties)).filter(([field]) => shape[field] && isPersonal(shape[field])),
  );
}
