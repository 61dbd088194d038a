import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildComposeSpec } from './compose-spec';
import { layImage } from './memory';
import { SERVERS, serversFor, type ServerName } from './needs';
import { startPostgres } from './postgres';
import { running } from './running';
import { startTemporal } from './temporal';

const TESTS = join(__dirname, '..');

const START: Record<ServerName, () => Promise<{ address: string; stop(): Promise<void> }>> = {
  postgres: async () => {
    const { url, stop } = await startPostgres();
    return { address: url, stop };
  },
  temporal: startTemporal,
  composeSpec: buildComposeSpec,
};

/** The suites of this run, by the patterns of its command line. */
function chosenSuites(patterns: readonly string[]): string[] {
  const wanted = patterns.map((pattern) => new RegExp(pattern, 'i'));
  return readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(TESTS, file))
    .filter((file) => wanted.length === 0 || wanted.some((pattern) => pattern.test(file)));
}

/** A place for what is made once for all suites of this run. */
function layShelf(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-tests-'));
  running.push({ stop: async () => rmSync(folder, { recursive: true, force: true }) });
  process.env['PERENNIAL_TEST_LINKS'] = folder;
  return folder;
}

/** Starts once what the chosen suites need; an address given by the environment is used as it is. */
export = async ({
  testPathPatterns,
}: {
  testPathPatterns: { patterns: string[] };
}): Promise<void> => {
  const shelf = layShelf();
  const skipped: Partial<Record<ServerName, string>> = {};
  const start = async (name: ServerName): Promise<void> => {
    if (process.env[SERVERS[name]]) return;
    try {
      const server = await START[name]();
      running.push(server);
      process.env[SERVERS[name]] = server.address;
    } catch (error) {
      skipped[name] = error instanceof Error ? error.message : String(error);
    }
  };
  const needed = serversFor(chosenSuites(testPathPatterns.patterns), TESTS);
  const image = needed.has('postgres') ? layImage(shelf) : Promise.resolve();
  await Promise.all([image, ...[...needed].map(start)]);
  if (Object.keys(skipped).length > 0) {
    process.env['PERENNIAL_TEST_SKIPPED'] = JSON.stringify(skipped);
  }
};
