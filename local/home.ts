import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** The data folder of a laptop: everything that `perennial up` keeps. */
export interface Home {
  readonly folder: string;
  /** PGlite's folder. */
  readonly database: string;
  readonly temporalDatabase: string;
  readonly temporalLog: string;
  /** What the receivers took: one JSON line a message. */
  readonly received: string;
  readonly receiversLog: string;
  /** The product's own log. */
  readonly log: string;
  readonly secrets: string;
  readonly running: string;
  /** Of the last start; it outlives the stop, as links in messages do. */
  readonly apiPort: string;
  readonly releases: string;
  /** What a demo was begun with, which of its events were answered for, and what its people did since. */
  readonly demo: string;
  readonly demoAccepted: string;
  readonly demoDeeds: string;
  /** Pid file of a child by its name. */
  pidFile(child: string): string;
}

/** Creates the folder, for its owner only: it holds keys and what people received. */
export function openHome(folder: string): Home {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return homeAt(folder);
}

/** Where everything is in a folder, be it there or not. */
export function homeAt(folder: string): Home {
  const at = (name: string): string => join(folder, name);
  return {
    folder,
    database: at('database'),
    temporalDatabase: at('temporal.db'),
    temporalLog: at('temporal.log'),
    received: at('received.jsonl'),
    receiversLog: at('receivers.log'),
    log: at('perennial.log'),
    secrets: at('secrets.json'),
    running: at('running.json'),
    apiPort: at('api-port.json'),
    releases: at('releases'),
    demo: at('demo.json'),
    demoAccepted: at('demo-accepted.txt'),
    demoDeeds: at('demo-deeds.jsonl'),
    pidFile: (child) => at(`${child}.pid.json`),
  };
}

export interface Secrets {
  /** Signs links and keys hashes. */
  readonly secret: string;
  readonly writeKey: string;
  readonly operatorKey: string;
}

/** Generated on the first start, mode 0600, and the same ever after. */
export function readSecrets(home: Home): Secrets {
  const known = readJson<Partial<Secrets>>(home.secrets) ?? {};
  const secrets: Secrets = {
    secret: known.secret ?? randomBytes(32).toString('base64url'),
    writeKey: known.writeKey ?? `wk_${randomBytes(16).toString('base64url')}`,
    operatorKey: known.operatorKey ?? `op_${randomBytes(24).toString('base64url')}`,
  };
  if (Object.keys(known).length < Object.keys(secrets).length) writeJson(home.secrets, secrets);
  else chmodSync(home.secrets, 0o600);
  return secrets;
}

/** The operator's key of a folder that had its first start. */
export const knownOperatorKey = (home: Home): string | undefined =>
  readJson<Partial<Secrets>>(home.secrets)?.operatorKey;

/** Where a running `up` answers, for the commands that speak to it. */
export interface RunningUp {
  readonly pid: number;
  readonly api: string;
  /** Given as a setting, it is not in the secrets file. */
  readonly operatorKey: string;
  /** Ports chosen for the parts behind, so that a restart takes the same. */
  readonly ports: Readonly<Record<string, number>>;
}

export const readRunning = (home: Home): RunningUp | undefined => readJson<RunningUp>(home.running);
export const writeRunning = (home: Home, running: RunningUp): void =>
  writeJson(home.running, running);

/** `undefined` when there is no such file, or half a one. */
export function readJson<T>(path: string): T | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, readable by its owner only. */
export function writeJson(path: string, value: unknown): void {
  const partial = `${path}.${String(process.pid)}.partial`;
  writeFileSync(partial, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(partial, path);
}

export const removeFile = (path: string): void => {
  rmSync(path, { force: true });
};
