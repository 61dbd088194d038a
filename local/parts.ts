import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createApi } from '../api';
import { catalog } from '../catalog';
import type { ChannelPort } from '../channels';
import type { Channel } from '../engine';
import type { Store } from '../store';
import { startWorker, type RunningWorker } from '../worker';
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
      timeZone: settings.timeZone,
    },
    cacheFolder,
    log,
  });
}
