import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PermanentError } from '../engine';

/** Who may call a route: a holder of a write key, an operator, or anyone. */
export type Access = 'write' | 'operator' | 'public';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Name of the key that was shown; `''` on public routes. */
    keyName: string;
  }
  interface FastifyInstance {
    /** Every route with who may call it: `POST /v1/track` → `write`. */
    routeAccess: Map<string, Access>;
  }
}

interface Key {
  readonly name: string;
  readonly digest: Buffer;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** `name:key`, or `key` alone, whose name is `unnamed`. */
const keyOf = (unnamed: string, text: string): Key => {
  const colon = text.indexOf(':');
  return colon < 1
    ? { name: unnamed, digest: digest(text) }
    : { name: text.slice(0, colon), digest: digest(text.slice(colon + 1)) };
};

/** Compares with every key, in time that does not tell which one was near. */
function nameOf(keys: readonly Key[], shown: string): string | undefined {
  const given = digest(shown);
  let name: string | undefined;
  for (const key of keys) if (timingSafeEqual(key.digest, given)) name ??= key.name;
  return name;
}

/** The write key is the user name of Basic auth, its password is empty; an operator's key is a bearer token. */
function shownKey(access: Access, header = ''): string | undefined {
  const [, scheme = '', value = ''] = /^([A-Za-z]+) +(\S+)$/.exec(header) ?? [];
  if (access === 'operator') return scheme.toLowerCase() === 'bearer' ? value : undefined;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const [user = ''] = Buffer.from(value, 'base64').toString('utf8').split(':', 1);
  return user === '' ? undefined : user;
}

/** Every route says who may call it; one that does not is refused when it is registered. */
export function guardRoutes(
  app: FastifyInstance,
  keys: { readonly write: readonly string[]; readonly operator: readonly string[] },
): void {
  const known = {
    write: keys.write.map((key) => keyOf('api', key)),
    operator: keys.operator.map((key) => keyOf('operator', key)),
  };
  const table = new Map<string, Access>();
  app.decorate('routeAccess', table);
  app.decorateRequest('keyName', '');
  app.addHook('onRoute', ({ config, method, url }) => {
    const access = config?.access;
    if (!access) throw new TypeError(`The route ${url} does not say who may call it.`);
    for (const one of [method].flat()) table.set(`${one} ${url}`, access);
  });
  app.addHook('onRequest', async (request: FastifyRequest) => {
    const access = request.routeOptions.config.access ?? 'public';
    if (access === 'public') return;
    const shown = shownKey(access, request.headers.authorization);
    const name = shown === undefined ? undefined : nameOf(known[access], shown);
    if (name === undefined) throw new PermanentError('KEY_INVALID', { scheme: access });
    request.keyName = name;
  });
}
