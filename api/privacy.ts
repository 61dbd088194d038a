import { z } from 'zod';
import { PermanentError } from '../engine';
import {
  addressHash,
  canonicalAddress,
  eraseCustomer,
  inTransaction,
  lockCustomer,
  lockHolders,
  notify,
  now,
  suppress,
  unsuppress,
  writeAudit,
} from '../store';
import type { Api, Routes } from './context';
import { customerOfUser } from './customers';
import { ErrorBody } from './errors';
import type { ApiOptions } from './options';

const security = [{ operatorKey: [] }];
const refused = { 400: ErrorBody, 401: ErrorBody, 503: ErrorBody };
const access = 'operator' as const;

const Erased = z.object({ customer: z.string(), endedRuns: z.number().int() });

function eraseRoute(app: Api, { store }: ApiOptions): void {
  app.route({
    method: 'DELETE',
    url: '/v1/customers/:userId',
    config: { access },
    schema: {
      summary: 'Erases all that is personal of a customer, and ends their runs.',
      description: 'What was suppressed stays so, by hash.',
      tags: ['customers'],
      security,
      params: z.object({ userId: z.string().max(255) }),
      response: { 200: Erased, ...refused, 404: ErrorBody },
    },
    handler: async ({ params, keyName }, reply) => {
      const answer = await inTransaction(store, async (tx) => {
        const known = await customerOfUser(tx, params.userId);
        // The shop's id may be an address: it is not repeated.
        if (known === undefined)
          throw new PermanentError('CUSTOMER_UNKNOWN', { customer: 'with this id' });
        const { id, now: at } = await lockCustomer(tx, known);
        const ended = await eraseCustomer(tx, id, at);
        await writeAudit(tx, { who: keyName, what: 'customer erase', subject: id });
        await notify(tx, 'runs', ended);
        return { customer: id, endedRuns: ended.length };
      });
      return reply.send(answer);
    },
  });
}

const Suppression = z.object({
  channel: z.enum(['email', 'sms']),
  address: z.string().min(3).max(254),
  reason: z.string().min(1).max(200).default('by operator'),
});
const FORM = { email: /^[^@]+@[^@]+$/, sms: /^\+\d+$/ } as const;
/** What no customer can have would be suppressed in vain. */
const Suppress = Suppression.refine(
  ({ channel, address }) => FORM[channel].test(canonicalAddress(channel, address)),
  { path: ['address'], error: 'not an e-mail address, or a number without its country code' },
);

function suppressRoute(app: Api, { store, secret }: ApiOptions): void {
  app.route({
    method: 'POST',
    url: '/v1/suppressions',
    config: { access },
    schema: {
      summary: 'Nothing is sent to this address any more.',
      description: 'The address is kept as a keyed hash only. Its spelling does not count.',
      tags: ['customers'],
      security,
      body: Suppress,
      response: { 200: z.object({ suppressed: z.literal(true) }), ...refused },
    },
    handler: async ({ body, keyName }, reply) => {
      const { channel, address, reason } = body;
      const hash = addressHash(secret, channel, address);
      await inTransaction(store, async (tx) => {
        await lockHolders(tx, channel, address);
        await suppress(tx, { channel, addressHash: hash, reason, now: await now(tx) });
        await writeAudit(tx, {
          who: keyName,
          what: 'address suppress',
          subject: hash,
          detail: { channel, reason },
        });
      });
      return reply.send({ suppressed: true });
    },
  });
}

function liftRoute(app: Api, { store, secret }: ApiOptions): void {
  app.route({
    method: 'POST',
    url: '/v1/suppressions/lift',
    config: { access },
    schema: {
      summary: 'This address may be written to again, as consent allows.',
      tags: ['customers'],
      security,
      body: Suppression.omit({ reason: true }),
      response: { 200: z.object({ lifted: z.boolean() }), ...refused },
    },
    handler: async ({ body, keyName }, reply) => {
      const { channel, address } = body;
      const hash = addressHash(secret, channel, address);
      const lifted = await inTransaction(store, async (tx) => {
        const was = await unsuppress(tx, channel, hash);
        if (was) {
          const detail = { channel };
          await writeAudit(tx, { who: keyName, what: 'address lift', subject: hash, detail });
        }
        return was;
      });
      return reply.send({ lifted });
    },
  });
}

/** What a customer may ask of a shop. */
export const privacyRoutes: Routes = (app, options) => {
  eraseRoute(app, options);
  suppressRoute(app, options);
  liftRoute(app, options);
};
