import type { ProductSettings, UpSettings } from '../local';
import type { Config } from './config';

/** The settings, as the rooms below take them. */
export function productSettings(config: Config): ProductSettings {
  const { secret, writeKeys, operatorKey, smtpUrl, mailFrom, twilio } = config;
  return {
    databaseUrl: config.databaseUrl,
    temporal: config.temporal,
    keys: {
      ...(secret !== undefined && { secret }),
      ...(writeKeys && { writeKeys }),
      ...(operatorKey !== undefined && { operatorKey }),
    },
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    outlets: { smtpUrl, mailFrom, twilio },
    host: config.host,
    port: config.port,
    cacheFolder: config.cacheFolder,
    environment: config.environment,
  };
}

export const upSettings = (config: Config): UpSettings => ({
  ...productSettings(config),
  home: config.home,
  clock: config.dayMs === undefined ? {} : { dayMs: config.dayMs },
  anyPort: false,
  trials: false,
});
