import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');
export const COMPOSE = join(ROOT, 'docker-compose.yml');
const EXAMPLE = join(ROOT, '.env.example');

export interface Service {
  readonly image: string;
  readonly command: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string>>;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: {
    readonly test?: readonly string[];
    readonly disable?: boolean;
    readonly start_period?: string;
    readonly interval?: string;
    readonly retries?: number;
  };
  readonly networks: Readonly<Record<string, unknown>>;
  readonly ports?: readonly {
    readonly host_ip?: string;
    readonly published: string;
    readonly target: number;
  }[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly restart: string;
  readonly stop_grace_period?: string;
  readonly volumes?: readonly { readonly type: string; readonly source: string }[];
}

/** A compose file as Docker Compose has it once everything in it is put in and worked out. */
export interface Project {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

type Variables = Readonly<Record<string, string>>;

export const parseEnv = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

export const example = (): Record<string, string> => parseEnv(readFileSync(EXAMPLE, 'utf8'));

/** The example with a value in the place of each placeholder. */
export const filledExample = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(example()).map(([name, value]) => [
      name,
      value.replace('replace-this', `${name.toLowerCase().replaceAll('_', '-')}-of-the-tests`),
    ]),
  );

/**
 * Loads compose files with the Compose specification's own library.
 * @throws Error with its words
 */
export function loadProject(variables: Variables, ...files: readonly string[]): Project {
  const { stdout, stderr, status } = spawnSync(
    process.env['PERENNIAL_TEST_COMPOSE_SPEC'] ?? '',
    files.length === 0 ? [COMPOSE] : files,
    { cwd: ROOT, encoding: 'utf8', env: variables },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Project;
}

/** `1m30s` → ms. */
export function msOf(duration: string): number {
  const unit = { h: 3_600_000, m: 60_000, s: 1_000 };
  return [...duration.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, name]) => sum + Number(count) * unit[name as keyof typeof unit],
    0,
  );
}
