/** A package of the lockfile, as far as we look at it. */
export interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly engines?: { readonly node?: string };
}
export type Packages = Readonly<Record<string, Locked>>;

const OS = /\b(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)\b/;
const CPU = /\b(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64)\b/;

/** Packages for other platforms that the lockfile leaves out: with any missing, npm ci refuses it. */
export const missingPlatforms = (packages: Packages): { name: string; version: string }[] =>
  Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !(`node_modules/${name}` in packages))
      .filter(([name]) => !(`${path}/node_modules/${name}` in packages))
      .map(([name, version]) => ({ name, version })),
  );

/**
 * The packages with an entry for each platform. npm leaves out those that a registry did not have when the lockfile was made; their
 * exact versions stand in the package that wants them, their platforms in their names.
 * @throws Error for a name without a platform, or a version that is a range
 */
export function withPlatforms(packages: Packages): Packages {
  const added = missingPlatforms(packages).map(({ name, version }) => {
    const [, os] = OS.exec(name) ?? [];
    const [, cpu] = CPU.exec(name) ?? [];
    if (!os || !cpu || !/^\d/.test(version)) throw new Error(`What is ${name} ${version} for?`);
    const libc = /-musl/.test(name) ? 'musl' : 'glibc';
    const entry: Locked = {
      version,
      cpu: [cpu],
      ...(/-(gnu|musl)/.test(name) && os === 'linux' && { libc: [libc] }),
      optional: true,
      os: [os],
    };
    return [`node_modules/${name}`, entry] as const;
  });
  const [root, ...others] = Object.entries(packages);
  const sorted = [...others, ...added].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries([...(root ? [root] : []), ...sorted]);
}
