import type { TLSConfig } from '@temporalio/client';
import type { ShopCatalog } from '../catalog';
import type { Store } from '../store';

/** pino, or what answers to the same calls. No line holds an address, a token or a body. */
export interface ApiLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Where Temporal is, or whoever knows. The api asks for `/ready` only; nothing else here needs Temporal. */
export type TemporalProbe =
  | {
      readonly address: string;
      readonly namespace: string;
      readonly apiKey?: string;
      readonly tls?: boolean | TLSConfig;
    }
  | { ping(): Promise<void> };

export interface ApiOptions {
  readonly store: Store;
  readonly catalog: ShopCatalog;
  readonly temporal: TemporalProbe;
  /** Signs links and keys the hashes of suppressed addresses. */
  readonly secret: string;
  /** Of the tracking API: `key`, or `name:key`. The name is the events' source; two keys may share it. */
  readonly writeKeys: readonly string[];
  /** Of operators: `key`, or `name:key`. The name is who acted, in the audit. */
  readonly operatorKeys: readonly string[];
  readonly log: ApiLog;
  /** Proxies whose X-Forwarded-For is believed: addresses, ranges (`10.0.0.0/8`), `loopback`, `linklocal`, `uniquelocal`. */
  readonly trustedProxies?: readonly string[];
  /** Requests a minute from one address to the public pages. 300 when left out. */
  readonly publicRate?: number;
  /** Is told of each erasure, once it is committed, for whoever keeps something of customers beside the store. Never rejects. */
  readonly erased?: () => Promise<void>;
}
