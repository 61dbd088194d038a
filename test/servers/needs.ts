import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What suites share, each by the variable that holds its address: servers, and a program that has to be built. */
export const SERVERS = {
  postgres: 'PERENNIAL_TEST_DATABASE_URL',
  temporal: 'PERENNIAL_TEST_TEMPORAL_ADDRESS',
  composeSpec: 'PERENNIAL_TEST_COMPOSE_SPEC',
} as const;
export type ServerName = keyof typeof SERVERS;

/** Why a server did not start, in PERENNIAL_TEST_SKIPPED as JSON by its name. */
export const readSkipped = (): Partial<Record<ServerName, string>> =>
  JSON.parse(process.env['PERENNIAL_TEST_SKIPPED'] ?? '{}') as Partial<Record<ServerName, string>>;

/** `describe`, or its skip where a server the facts need could not start: then the last line of the run says so. */
export const describeWith = (...servers: readonly ServerName[]): jest.Describe =>
  servers.some((name) => readSkipped()[name] !== undefined) ? describe.skip : describe;

/** What in a test's folder says that it talks to a server. */
const SIGNS: Readonly<Record<ServerName, RegExp>> = {
  postgres: /PERENNIAL_TEST_DATABASE_URL|servers\/(stores|postgres)|worker\/product/,
  temporal: /PERENNIAL_TEST_TEMPORAL_ADDRESS|servers\/temporal/,
  composeSpec: /PERENNIAL_TEST_COMPOSE_SPEC/,
};

/** Whether any file beside these suites names a server: a run of pure suites starts none. */
export function serversFor(suites: readonly string[], tests: string): ReadonlySet<ServerName> {
  const rooms = new Set(suites.map((suite) => suite.slice(tests.length + 1).split('/')[0] ?? ''));
  const texts = [...rooms].flatMap((room) =>
    readdirSync(join(tests, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(tests, room, file), 'utf8')),
  );
  const named = (name: ServerName): boolean => texts.some((text) => SIGNS[name].test(text));
  return new Set((Object.keys(SERVERS) as ServerName[]).filter(named));
}
