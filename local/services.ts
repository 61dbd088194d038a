import { join } from 'node:path';
import pino from 'pino';
import { PermanentError } from '../engine';
import { openStore } from '../store';
import { openChannels } from './channels';
import { buildApi, buildWorker, type Product } from './parts';
import type { Keys, ProductSettings } from './settings';
import { createUnwind } from './unwind';

/** One process of several, over PostgreSQL and a Temporal cluster. */
export interface Service {
  /** What it says of itself when it is up. */
  readonly line: string;
  stop(): Promise<void>;
}

const PORT = 8080;
const EVERYWHERE = '0.0.0.0';

/** What a laptop makes up must be given here: processes that do not share a folder share it by their settings. */
function requireSettings(given: Readonly<Record<string, unknown>>): void {
  const missing = Object.keys(given).filter((name) => given[name] === undefined);
  if (missing.length === 0) return;
  const problems = missing.map((name) => `\n  ${name} is missing`).join('');
  throw new PermanentError('CONFIG_INVALID', { problems });
}

async function openProduct(settings: ProductSettings): Promise<Product> {
  const { databaseUrl = '', keys, publicUrl = '' } = settings;
  return {
    settings,
    keys: keys as Keys,
    publicUrl,
    store: await openStore({ databaseUrl }),
    log: pino({ base: null }),
  };
}

/**
 * `perennial api`: takes events and answers operators. Any number of them may run.
 * @throws PermanentError `CONFIG_INVALID`; TransientError `DATABASE_UNAVAILABLE`
 */
export async function startApi(settings: ProductSettings): Promise<Service> {
  const { databaseUrl, temporal, keys } = settings;
  requireSettings({
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    PERENNIAL_SECRET: keys.secret,
    PERENNIAL_WRITE_KEYS: keys.writeKeys,
    PERENNIAL_OPERATOR_KEY: keys.operatorKey,
  });
  const product = await openProduct(settings);
  const unwind = createUnwind(() => product.log);
  unwind.later('store', () => product.store.close());
  try {
    const { address = '', namespace, apiKey, tls } = temporal;
    const probe = {
      address,
      namespace,
      ...(apiKey !== undefined && { apiKey }),
      ...(tls !== undefined && { tls }),
    };
    const server = buildApi(product, probe, undefined);
    unwind.later('api', () => server.close());
    const at = await server.listen({
      port: settings.port ?? PORT,
      host: settings.host ?? EVERYWHERE,
    });
    return { line: `The api answers at ${at}`, stop: () => unwind.run() };
  } catch (error) {
    await unwind.run();
    throw error;
  }
}

/**
 * `perennial worker`: runs the journeys. Any number of them may run.
 * @throws PermanentError `CONFIG_INVALID`; TransientError `DATABASE_UNAVAILABLE`, `TEMPORAL_UNAVAILABLE`
 */
export async function startWorkerProcess(
  settings: ProductSettings,
  { rollBack = false }: { rollBack?: boolean } = {},
): Promise<Service> {
  const { databaseUrl, temporal, keys, publicUrl, outlets } = settings;
  requireSettings({
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    PERENNIAL_SECRET: keys.secret,
    PERENNIAL_PUBLIC_URL: publicUrl,
    SMTP_URL: outlets.smtpUrl,
  });
  const product = await openProduct(settings);
  const unwind = createUnwind(() => product.log);
  unwind.later('store', () => product.store.close());
  try {
    const channels = openChannels(outlets, undefined);
    unwind.later('channels', () => channels.close());
    const bundles = join(settings.cacheFolder, 'releases');
    const address = temporal.address ?? '';
    const worker = await buildWorker(product, address, channels.all, bundles, { rollBack });
    unwind.later('worker', () => worker.stop());
    return {
      line: `The worker serves release ${worker.release}`,
      stop: () => unwind.run(),
    };
  } catch (error) {
    await unwind.run();
    throw error;
  }
}
