import { z } from 'zod';
import {
  addressHash,
  canonicalAddress,
  inTransaction,
  lockHolders,
  now,
  suppress,
  unsuppress,
  writeAudit,
} from '../store';
import type { Api, Routes } from './context';
import { ErrorBody } from './errors';
import { Text } from './ids';
import type { ApiOptions } from './options';

const security = [{ operatorKey: [] }];
const refused = { 400: ErrorBody, 401: ErrorBody, 503: ErrorBody };
const access = 'operator' as const;

const Suppression = z.object({
  channel: z.enum(['email', 'sms']),
  address: Text(254).min(3),
  reason: Text(200).min(1).default('by operator'),
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

/** Addresses that nobody writes to any more, whoever has them. */
export const privacyRoutes: Routes = (app, options) => {
  suppressRoute(app, options);
  liftRoute(app, options);
};
