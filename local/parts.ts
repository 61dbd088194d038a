import type { Logger } from 'pino';
import { createApi, type TemporalProbe } from '../api';
import { catalog } from '../catalog';
import type { ChannelPort } from '../channels';
import type { Channel } from '../engine';
import type { Store } from '../store';
import { startWorker, type RunningWorker } from '../worker';
import { forgetErased } from './forget';
import type { ReceiverProcess } from './receivers';
import type { Keys, ProductSettings } from './settings';

/** What api and worker share. */
export interface Product {
  readonly settings: ProductSettings;
  readonly keys: Keys;
  readonly publicUrl: string;
  readonly store: Store;
  readonly log: Logger;
}

export function buildWorker(
  { settings, keys, publicUrl, store, log }: Product,
  address: string,
  channels: ReadonlyMap<Channel, ChannelPort>,
  cacheFolder: string,
  { rollBack }: { rollBack: boolean },
): Promise<RunningWorker> {
  const { namespace, apiKey, tls } = settings.temporal;
  return startWorker({
    store,
    temporal: {
      address,
      namespace,
      ...(apiKey !== undefined && { apiKey }),
      ...(tls !== undefined && { tls }),
    },
    activities: {
      catalog,
      channels,
      secret: keys.secret,
      publicUrl,
    },
    cacheFolder,
    log,
    rollBack,
  });
}

/** @param receivers - they show what came in: the api leads there, so that there is one address to know; and they forget with it */
export function buildApi(
  { settings, keys, store, log }: Product,
  temporal: TemporalProbe,
  receivers: ReceiverProcess | undefined,
): ReturnType<typeof createApi> {
  const app = createApi({
    store,
    catalog,
    temporal,
    secret: keys.secret,
    writeKeys: keys.writeKeys,
    operatorKeys: [keys.operatorKey],
    trustedProxies: settings.trustedProxies ?? [],
    log,
    ...(receivers && { erased: () => forgetErased(store, receivers, log) }),
  });
  if (receivers) {
    for (const path of ['/inbox', '/inbox.json']) {
      app.get(path, { config: { access: 'public' }, schema: { hide: true } }, (request, reply) => {
        const at = request.url.indexOf('?');
        return reply.redirect(`${receivers.httpUrl}${path}${at < 0 ? '' : request.url.slice(at)}`);
      });
    }
  }
  return app;
}
