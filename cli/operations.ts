import { PermanentError, TransientError } from '../engine';
import { homeAt, knownOperatorKey, readRunning } from '../local';
import type { Config } from './config';

/** The api, as an operator asks it. */
export interface Operations {
  get<T>(path: string, query?: Readonly<Record<string, string | number | undefined>>): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
}

const TIMEOUT_MS = 30_000;

/** Settings first, then what runs in the data folder, then the usual address. */
function whereabouts(config: Config): { url: string; key: string | undefined } {
  const home = homeAt(config.home);
  const running = readRunning(home);
  return {
    url: config.apiUrl ?? running?.api ?? `http://127.0.0.1:${String(config.port ?? 8080)}`,
    key: config.operatorKey ?? running?.operatorKey ?? knownOperatorKey(home),
  };
}

/** A key may be written `name:key`; only the key is shown to the api. */
const bare = (key: string): string => key.slice(key.indexOf(':') + 1);

export function operations(config: Config): Operations {
  const { url, key } = whereabouts(config);
  const ask = async <T>(path: string, init: RequestInit): Promise<T> => {
    if (key === undefined) throw new PermanentError('OPERATOR_KEY_MISSING', { url });
    const response = await reach(`${url}${path}`, url, {
      ...init,
      headers: { authorization: `Bearer ${bare(key)}`, ...init.headers },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw refusal(response.status, text);
    return JSON.parse(text) as T;
  };
  return {
    get: (path, query = {}) => {
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(query)) {
        if (value !== undefined) search.set(name, String(value));
      }
      return ask(search.size > 0 ? `${path}?${search.toString()}` : path, { method: 'GET' });
    },
    post: (path, body = {}) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}

async function reach(address: string, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } };
    throw new TransientError('API_UNREACHABLE', { url, error: cause?.code ?? message });
  }
}

/** The api says what is wrong and the way out; where it is not our api, its status must do. */
function refusal(status: number, text: string): PermanentError {
  let error = `\n  ${text.slice(0, 200)}`;
  try {
    const body = JSON.parse(text) as {
      error?: { message?: string; code?: string; problems?: string[] };
    };
    const { message = text.slice(0, 200), code, problems = [] } = body.error ?? {};
    const said = code === undefined ? message : `${message} (${code})`;
    error = [said, ...problems].map((line) => `\n  ${line}`).join('');
  } catch {
    // Not JSON, so not ours.
  }
  return new PermanentError('API_REFUSED', { status, error });
}
