import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundleWorkflowCode, type Logger as SdkLogger } from '@temporalio/worker';
import { version } from '@temporalio/worker/package.json';

/** Where the SDK's own packages lie, whatever folder the release's code is in. */
const MODULES = dirname(dirname(dirname(require.resolve('@temporalio/workflow/package.json'))));

/**
 * The SDK keeps a stack for every promise of a workflow, a third of a turn's time. With two frames it has only its own:
 * Temporal's page has no call stack of a waiting run, which says in its details where it stands.
 */
export const BEFORE_WORKFLOWS = 'Error.stackTraceLimit = 2;';

/** `beforeFile` runs once, before any workflow. */
async function bundle(codeFile: string, beforeFile: string, logger: SdkLogger): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: codeFile,
    preloadModules: [beforeFile],
    logger,
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, modules: [...(config.resolve?.modules ?? []), MODULES] },
    }),
  });
  return code;
}

const linkOf = (release: string): string => `${release}-${version}.cjs`;

/** Removes what is linked, but for these releases. It can be linked again from the store. */
export async function dropLinks(folder: string, keep: readonly string[]): Promise<void> {
  const kept = new Set(keep.map(linkOf));
  const links = (await readdir(folder)).filter((name) => /^[a-z2-7]+-[^-]+\.cjs$/.test(name));
  for (const name of links) if (!kept.has(name)) await rm(join(folder, name), { force: true });
}

/**
 * Links a release with this SDK, once for each version of it: bundles of another version are refused by the worker.
 * @returns the path of the bundle. Two processes may link at once: the file appears whole.
 */
export async function linkRelease(
  release: { readonly id: string; readonly code: string },
  folder: string,
  logger: SdkLogger,
): Promise<string> {
  const linked = join(folder, linkOf(release.id));
  if (existsSync(linked)) return linked;
  const own = join(folder, `${release.id}-${randomUUID()}`);
  await mkdir(own, { recursive: true });
  try {
    const codeFile = join(own, 'release.js');
    await writeFile(codeFile, release.code);
    const beforeFile = join(own, 'before.js');
    await writeFile(beforeFile, BEFORE_WORKFLOWS);
    const made = join(own, 'bundle.cjs');
    await writeFile(made, await bundle(codeFile, beforeFile, logger));
    await rename(made, linked);
    return linked;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
