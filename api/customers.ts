import { z } from 'zod';
import { PermanentError } from '../engine';
import {
  customerOfUser,
  eraseCustomer,
  inTransaction,
  lockCustomer,
  notify,
  writeAudit,
  type Db,
} from '../store';
import type { Api, Routes } from './context';
import { ErrorBody } from './errors';
import { CustomerId } from './ids';
import type { ApiOptions } from './options';
import { GivenId } from './segment-schemas';

const security = [{ operatorKey: [] }];
const refused = { 400: ErrorBody, 401: ErrorBody, 404: ErrorBody, 503: ErrorBody };
const access = 'operator' as const;
const tags = ['customers'];

/** The shop's id may be an address: it comes in a body, never in a URL, and is not repeated. */
const ByUser = z.strictObject({ userId: GivenId.describe('The id that the shop tracks with.') });
const ByCustomer = z.strictObject({
  customer: CustomerId,
});
const Either = z.union([ByUser, ByCustomer], { error: 'needs userId or customer, not both' });

const Found = z.object({ customer: z.string().describe('Opaque id.') });
const Erased = z.object({ customer: z.string(), endedRuns: z.number().int() });

async function needCustomer(db: Db, userId: string): Promise<string> {
  const customer = await customerOfUser(db, userId);
  if (customer === undefined) {
    throw new PermanentError('CUSTOMER_UNKNOWN', {});
  }
  return customer;
}

function findRoute(app: Api, { store }: ApiOptions): void {
  app.route({
    method: 'POST',
    url: '/v1/customers/find',
    config: { access },
    schema: {
      summary: 'Our opaque id of a customer, to filter lists with.',
      tags,
      security,
      body: ByUser,
      response: { 200: Found, ...refused },
    },
    handler: async ({ body }, reply) =>
      reply.send({ customer: await needCustomer(store.db, body.userId) }),
  });
}

function eraseRoute(app: Api, { store, secret, erased }: ApiOptions): void {
  app.route({
    method: 'POST',
    url: '/v1/customers/erase',
    config: { access },
    schema: {
      summary: 'Erases all that is personal of a customer, and ends their runs.',
      description:
        'What was suppressed stays so, by hash of the address; what they said no to is not sent there until its holder says yes.',
      tags,
      security,
      body: Either,
      response: { 200: Erased, ...refused },
    },
    handler: async ({ body, keyName }, reply) => {
      const answer = await inTransaction(store, async (tx) => {
        const known = 'userId' in body ? await needCustomer(tx, body.userId) : body.customer;
        const { id, now: at } = await lockCustomer(tx, known);
        const ended = await eraseCustomer(tx, id, { at, secret });
        await writeAudit(tx, { who: keyName, what: 'customer erase', subject: id });
        await notify(tx, 'runs', ended);
        return { customer: id, endedRuns: ended.length };
      });
      await erased?.();
      return reply.send(answer);
    },
  });
}

/** Who someone is to us, and what becomes of them when they ask to be forgotten. */
export const customerRoutes: Routes = (app, options) => {
  findRoute(app, options);
  eraseRoute(app, options);
};
