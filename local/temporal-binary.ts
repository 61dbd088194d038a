import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { PermanentError } from '../engine';
import { runProgram } from './program';
import type { Progress } from './progress';

export const TEMPORAL_VERSION = 'v1.5.1';
const MODULE = `github.com/temporalio/cli/cmd/temporal@${TEMPORAL_VERSION}`;
/** Without a byte for so long, a download counts as blocked. */
const STALLED_MS = 10_000;

export interface BinarySearch {
  /** Kept between data folders and versions of the product. */
  readonly cacheFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

interface Found {
  readonly path: string;
  readonly source: 'PATH' | 'cache' | 'download' | 'build';
}
type Attempt = { readonly found: string } | { readonly failed: string };

/**
 * The Temporal CLI: on the PATH, in the cache, by the SDK's download, or built from source with Go; the last two fill the cache.
 * @throws PermanentError `TEMPORAL_SERVER_MISSING`, naming what was tried and every way out; the signal's reason once that is aborted
 */
export async function findTemporalBinary(search: BinarySearch): Promise<Found> {
  const folder = join(search.cacheFolder, `temporal-${TEMPORAL_VERSION}`);
  const cached = join(folder, 'temporal');
  const ways: readonly [Found['source'], () => Attempt | Promise<Attempt>][] = [
    ['PATH', () => onPath(search)],
    ['cache', () => inCache(cached)],
    ['download', () => intoCache(folder, cached, (into) => download(into, search))],
    ['build', () => intoCache(folder, cached, (into) => build(into, search))],
  ];
  const tried: string[] = [];
  for (const [source, way] of ways) {
    const attempt = await way();
    search.signal.throwIfAborted();
    if ('found' in attempt) return { path: attempt.found, source };
    tried.push(`\n  ${attempt.failed}`);
  }
  throw new PermanentError('TEMPORAL_SERVER_MISSING', { tried: tried.join('') });
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** Runs, and has the server we need in it. */
const isTemporal = (path: string): boolean =>
  isExecutable(path) &&
  spawnSync(path, ['server', 'start-dev', '--help'], {
    encoding: 'utf8',
    timeout: 20_000,
  }).stdout?.includes('--sqlite-pragma');

function onPath({ environment }: BinarySearch): Attempt {
  const candidates = (environment['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, 'temporal'))
    .filter(isExecutable);
  const found = candidates.find(isTemporal);
  if (found !== undefined) return { found };
  return {
    failed:
      candidates.length === 0
        ? 'PATH: there is no temporal on it.'
        : `PATH: ${candidates.join(', ')} has no 'server start-dev' with --sqlite-pragma; it may be too old.`,
  };
}

const inCache = (cached: string): Attempt =>
  isTemporal(cached) ? { found: cached } : { failed: `Cache: there is no ${cached}.` };

/** Fills a folder of our own and moves the binary over at once: two first starts do not meet half a file. */
async function intoCache(
  folder: string,
  cached: string,
  fill: (into: string) => Promise<string | undefined>,
): Promise<Attempt> {
  const into = join(folder, `filling-${String(process.pid)}`);
  mkdirSync(into, { recursive: true });
  try {
    const failed = await fill(into);
    if (failed !== undefined) return { failed };
    const file = readdirSync(into).find((name) => !name.endsWith('.downloading'));
    if (file === undefined || !isTemporal(join(into, file))) {
      return { failed: 'What came does not run here.' };
    }
    renameSync(join(into, file), cached);
    return { found: cached };
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

/** @returns what failed */
async function download(into: string, search: BinarySearch): Promise<string | undefined> {
  search.progress.status('Temporal server: asking temporal.download');
  const started = Date.now();
  let size = 0;
  let grewAt = Date.now();
  const script = join(__dirname, 'temporal-download.ts');
  const run = runProgram(
    process.execPath,
    ['--require', require.resolve('tsx/cjs'), script, into, TEMPORAL_VERSION],
    search,
  );
  let stalled = false;
  const watch = setInterval(() => {
    const now = sizeOf(into);
    if (now > size) {
      [size, grewAt] = [now, Date.now()];
      const seconds = Math.round((Date.now() - started) / 1_000);
      search.progress.status(
        `Temporal server: ${String(Math.round(size / 1e6))} MB unpacked, ${String(seconds)} s`,
      );
    } else if (Date.now() - grewAt > STALLED_MS) {
      stalled = true;
      run.kill();
    }
  }, 500);
  const { code, last } = await run.done;
  clearInterval(watch);
  if (code === 0) return undefined;
  return `Download: ${stalled ? `nothing came for ${String(STALLED_MS / 1_000)} s` : last.slice(0, 160)}.`;
}

const sizeOf = (folder: string): number => {
  try {
    return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  } catch {
    return 0;
  }
};

/** @returns what failed */
async function build(into: string, search: BinarySearch): Promise<string | undefined> {
  const started = Date.now();
  search.progress.line(
    'Temporal server: not found and not to be downloaded, so it is built from source with Go. Once, about three minutes.',
  );
  let modules = 0;
  let packages = 0;
  const show = (): void => {
    const seconds = Math.round((Date.now() - started) / 1_000);
    search.progress.status(
      `Temporal server: ${String(modules)} modules downloaded, ${String(packages)} packages compiled, ${String(seconds)} s`,
    );
  };
  const run = runProgram(
    'go',
    ['install', '-v', MODULE],
    { signal: search.signal, environment: { ...search.environment, GOBIN: into } },
    (line) => {
      if (line.startsWith('go: downloading')) modules++;
      else packages++;
    },
  );
  const ticking = setInterval(show, 1_000);
  const { code, last } = await run.done;
  clearInterval(ticking);
  if (code === 0) {
    const seconds = Math.round((Date.now() - started) / 1_000);
    search.progress.line(`Temporal server: built in ${String(seconds)} s.`);
    return undefined;
  }
  return `Build: ${last === '' ? 'go ended without a word' : last.slice(0, 300)}`;
}
