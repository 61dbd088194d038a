import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import dockerignore from '@balena/dockerignore';
import { DockerfileParser, type Copy, type Dockerfile } from 'dockerfile-ast';
import { ROOT } from './compose';

export const readDockerfile = (): string => readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
export const dockerfile = (): Dockerfile => DockerfileParser.parse(readDockerfile());

export interface CopyOf {
  /** Another stage; left out: the build's context. */
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly to: string;
}

/** The COPY instructions of the last stage. */
export function copies(file: Dockerfile = dockerfile()): readonly CopyOf[] {
  const last = file.getFROMs().at(-1)?.getRange().start.line ?? 0;
  return file
    .getCOPYs()
    .filter((one) => one.getRange().start.line > last)
    .map((one: Copy) => {
      const names = one.getArguments().map((argument) => argument.getValue());
      const from = one.getFromFlag()?.getValue() ?? undefined;
      return { from, sources: names.slice(0, -1), to: names.at(-1) ?? '' };
    });
}

/** What the last instruction of that kind starts, given as a list: `ENTRYPOINT ["node", …]`, `HEALTHCHECK … CMD ["node", …]`. */
export function startOf(keyword: 'ENTRYPOINT' | 'CMD' | 'HEALTHCHECK'): string[] {
  const all = dockerfile().getInstructions();
  const last = all
    .filter((one) => one.getKeyword() === keyword)
    .at(-1)
    ?.getRawArgumentsContent();
  return JSON.parse(/\[.*\]/.exec(last ?? '')?.[0] ?? '[]') as string[];
}

const ignored = dockerignore().add(readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n'));
/** Whether a path, from the root, is kept out of the build. */
export const isIgnored = (path: string): boolean => ignored.ignores(path);

function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to); // another file system
  }
}

/** Files below a path, itself when it is one; from the root. */
function filesOf(path: string, skip?: string): string[] {
  const whole = join(ROOT, path);
  const entries = readdirSync(dirname(whole), { withFileTypes: true });
  if (entries.some((entry) => entry.isFile() && entry.name === path.split('/').at(-1))) {
    return [path];
  }
  return readdirSync(whole, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === skip) return [];
    const inside = join(path, entry.name);
    return entry.isDirectory() ? filesOf(inside, skip) : entry.isFile() ? [inside] : [];
  });
}

/** The packages that `npm ci --omit=dev` leaves, as the lockfile has them. */
function productionPackages(): string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: true }>;
  };
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev && existsSync(join(ROOT, path)))
    .map(([path]) => path);
}

/** Puts into a folder what the image has in its own: the files the Dockerfile copies, and the packages of production alone. */
export function assembleImage(folder: string): void {
  for (const { from, sources, to } of copies()) {
    for (const source of from === undefined ? sources : []) {
      for (const file of filesOf(source)) {
        const place = to === './' ? file : join(to, relative(source, file));
        if (!isIgnored(file)) link(join(ROOT, file), join(folder, place));
      }
    }
  }
  for (const one of productionPackages()) {
    for (const file of filesOf(one, 'node_modules')) link(join(ROOT, file), join(folder, file));
  }
}
