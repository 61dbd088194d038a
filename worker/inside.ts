import { isAbsolute, relative, sep } from 'node:path';
import type { OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';

/** Marks a question of our own, so that it is not asked again. */
const ASKED = Symbol('asked');

const isIn = (folder: string, file: string): boolean => {
  const path = relative(folder, file);
  return !isAbsolute(path) && path.split(sep)[0] !== '..' && !path.includes('node_modules');
};

const refused = (path: string): OnResolveResult => ({
  errors: [
    {
      text: `'${path}' is not there where a journey runs: it has its verbs, the engine and the files beside it. Of the catalogue it takes types alone: write import type`,
    },
  ],
});

/**
 * Refuses, with its line, every import that would bring into a release what does not belong in Temporal's sandbox.
 * @param folders - that modules may come from, absolute
 * @param runtime - the one of them that may use Temporal's SDK
 */
export const onlyFrom = (folders: readonly string[], runtime: string): Plugin => ({
  name: 'only-from',
  setup(build) {
    const resolved = async (args: OnResolveArgs): Promise<OnResolveResult | undefined> => {
      const { path, importer, kind, resolveDir } = args;
      if (kind === 'entry-point' || args.pluginData === ASKED) return undefined;
      if (path.startsWith('@temporalio/') && isIn(runtime, importer)) {
        return { path, external: true };
      }
      if (!path.startsWith('.') && !isAbsolute(path)) return refused(path);
      const found = await build.resolve(path, { importer, kind, resolveDir, pluginData: ASKED });
      const isOurs = found.errors.length > 0 || folders.some((one) => isIn(one, found.path));
      return isOurs ? found : refused(path);
    };
    build.onResolve({ filter: /./ }, resolved);
  },
});
