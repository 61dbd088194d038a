import type { Instant } from '../engine';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Keys that the product is guarded by, and the secret that signs its links. */
export interface Keys {
  readonly secret: string;
  readonly writeKeys: readonly string[];
  readonly operatorKey: string;
}

/** Where Temporal is, when it is not ours to start. */
export interface TemporalPlace {
  /** `host:port` */
  readonly address: string | undefined;
  readonly namespace: string;
  readonly apiKey: string | undefined;
  readonly tls: boolean | undefined;
}

/** How messages leave. What is left out goes to the receivers of the laptop. */
export interface Outlets {
  readonly smtpUrl: string | undefined;
  /** Left out: the shop of the catalogue. */
  readonly mailFrom: string | undefined;
  readonly twilio:
    | {
        readonly accountSid: string;
        readonly authToken: string;
        readonly from: string;
        readonly baseUrl: string | undefined;
      }
    | undefined;
}

/** What each process of the product needs, on a laptop or in production. */
export interface ProductSettings {
  readonly databaseUrl: string | undefined;
  readonly temporal: TemporalPlace;
  readonly keys: Partial<Keys>;
  /** Where customers reach the public pages. Left out: the api's own address. */
  readonly publicUrl: string | undefined;
  /** Proxies before the api: addresses, ranges, names of ranges. */
  readonly trustedProxies: readonly string[] | undefined;
  readonly outlets: Outlets;
  /** Address and port of the api. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly cacheFolder: string;
  readonly environment: Environment;
}

export interface UpSettings extends ProductSettings {
  /** Absolute path of the data folder. */
  readonly home: string;
  /** `dayMs`: real ms that a virtual day lasts; left out: real time. `origin`: where a new clock begins. */
  readonly clock: { readonly dayMs?: number; readonly origin?: Instant };
  /** Takes another port where the usual one is in use, instead of refusing. */
  readonly anyPort: boolean;
  /** Lets the receivers be told over HTTP to hang, refuse or drop. */
  readonly trials: boolean;
}
