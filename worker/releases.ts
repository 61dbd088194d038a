import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import vm from 'node:vm';
import { build, type BuildFailure, type Message } from 'esbuild';
import { ERRORS, PermanentError, type JourneySpec } from '../engine';
import { opaqueId, type Release } from '../store';
import { onlyFrom } from './inside';
import type { ReleaseSources } from './options';

const PROJECT = resolve(__dirname, '..');

/** The project's own journeys and templates. */
export const OWN_SOURCES: ReleaseSources = {
  workflows: join(PROJECT, 'workflows'),
  templates: join(PROJECT, 'templates'),
};

const RUNTIME = join(__dirname, 'runtime');
const SANDBOX = [RUNTIME, join(PROJECT, 'engine'), OWN_SOURCES.workflows];

const folderOf = (path: string): string =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path);

/** `workflows/welcome.ts:3: …` */
const told = ({ text, location }: Message): string =>
  location ? `${location.file}:${String(location.line)}: ${text}` : text;

const failureOf = (error: unknown): string => {
  const { errors = [], message } = error as Partial<BuildFailure>;
  return errors.length > 0 ? errors.map(told).join('; ') : (message ?? String(error));
};

/** One module of all that a small entry imports: no comments, no spaces, no paths, so that only its meaning counts. */
async function compile(
  entry: string,
  workflows: string,
): Promise<{ code: string; modules: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: PROJECT, loader: 'ts', sourcefile: 'release.ts' },
    absWorkingDir: PROJECT,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'neutral',
    format: 'cjs',
    target: 'es2022',
    plugins: [onlyFrom([...SANDBOX, folderOf(workflows)], RUNTIME)],
    minifyWhitespace: true,
    legalComments: 'none',
    charset: 'utf8',
    tsconfigRaw: {},
    logLevel: 'silent',
  }).catch((error: unknown) => {
    throw new PermanentError('RELEASE_INVALID', { error: failureOf(error) });
  });
  return { code: outputFiles[0]?.text ?? '', modules: Object.keys(metafile.inputs) };
}

const importOf = (name: string, from: string): string =>
  `import { ${name} } from ${JSON.stringify(from)};\n`;

/** What runs inside Temporal: `worker/runtime/`, `engine/` and the journeys. `modules`: the files it is made of. */
export const compileRuntime = (workflows: string): Promise<{ code: string; modules: string[] }> =>
  compile(
    importOf('journeys', workflows) +
      importOf('workflowsOf', RUNTIME) +
      'export = workflowsOf(journeys);',
    workflows,
  );

/** An error of the code in the other context, where our classes are other classes. */
function asOurs(error: unknown): PermanentError {
  const { code, details, message } = error as Partial<PermanentError>;
  if (code !== undefined && Object.hasOwn(ERRORS, code)) {
    return new PermanentError(code, details);
  }
  return new PermanentError('RELEASE_INVALID', { error: message ?? String(error) });
}

/** The journeys as data, from the same sources and not from what this process has loaded. */
async function specsOf(workflows: string): Promise<readonly JourneySpec[]> {
  const { code } = await compile(
    importOf('journeys', workflows) +
      importOf('specOf', join(PROJECT, 'engine')) +
      'export = JSON.stringify(journeys.map(specOf));',
    workflows,
  );
  const module: { exports: unknown } = { exports: undefined };
  try {
    vm.runInNewContext(code, { module });
  } catch (error) {
    throw asOurs(error);
  }
  return JSON.parse(String(module.exports)) as readonly JourneySpec[];
}

const TEMPLATE = /\.(hbs|mjml|json)$/;

/** Path below the folder, with slashes, → text. */
function readFolder(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && TEMPLATE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    files.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  );
}

/**
 * Code, journeys and templates as they are now. The id is the hash of what runs and of what is sent: a comment
 * does not change it, a journey or a template does; it is the same on every machine.
 * @throws PermanentError `RELEASE_INVALID`, `JOURNEY_INVALID`, `DURATION_INVALID`
 */
export async function makeRelease(
  sources: ReleaseSources = OWN_SOURCES,
): Promise<Omit<Release, 'createdAt'>> {
  const [{ code }, journeys] = await Promise.all([
    compileRuntime(sources.workflows),
    specsOf(sources.workflows),
  ]);
  const templates = readFolder(sources.templates);
  return { id: opaqueId(code, JSON.stringify(templates)).slice(0, 12), journeys, code, templates };
}
