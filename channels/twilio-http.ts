import { AsyncLocalStorage } from 'node:async_hooks';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { RequestClient } from 'twilio';
import type { Deadline } from './deadline';

/** What we ourselves know of a request under way. */
export interface Watched {
  /** A connection stood: the request may have reached the provider. */
  connected: boolean;
  readonly deadline: Deadline;
}

const watched = new AsyncLocalStorage<Watched>();

/** Runs one request so that its connection is watched and its socket destroyed at the deadline. */
export const watch = <T>(watching: Watched, request: () => Promise<T>): Promise<T> =>
  watched.run(watching, request);

function follow(request: ClientRequest, watching: Watched): ClientRequest {
  request.once('socket', (socket) => {
    // Nothing has been written yet; past the deadline nothing is.
    const ready = () => {
      if (!watching.deadline.isOver()) watching.connected = true;
    };
    if (socket.connecting) socket.once('connect', ready);
    else ready();
  });
  return request;
}

function transport(secure: boolean, watching: Watched) {
  const plain = secure ? https : http;
  return {
    ...plain,
    request: (options: RequestOptions, answered: (response: IncomingMessage) => void) =>
      follow(plain.request(options, answered), watching),
  };
}

/** Twilio's own HTTP client, which alone can say neither how far a request came nor end it in time. */
export function createWatchedClient(timeoutMs: number): RequestClient {
  const client = new RequestClient({ timeout: timeoutMs, autoRetry: false });
  client.axios.interceptors.request.use((config) => {
    const watching = watched.getStore();
    if (watching) {
      config.signal = watching.deadline.signal;
      config.transport = transport(String(config.url).startsWith('https:'), watching);
    }
    return config;
  });
  return client;
}
