import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Tracked files, and new ones that are not ignored: what a commit could hold. */
const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'],
  { cwd: ROOT, encoding: 'utf8' },
)
  .split('\n')
  .filter((file) => file !== '' && !file.startsWith('examples/cdnow/'));

const textOf = (file: string): string => {
  try {
    return readFileSync(join(ROOT, file), 'utf8');
  } catch {
    return ''; // deleted, and not yet committed so
  }
};
const SOURCE = /\.(ts|cjs|mjs)$/;
const sources = files.filter((file) => SOURCE.test(file));
const typescript = files.filter((file) => file.endsWith('.ts'));

/** `file:line` of every match, so that a failure names the place. */
function places(among: readonly string[], wrong: RegExp): string[] {
  return among.flatMap((file) =>
    textOf(file)
      .split('\n')
      .flatMap((line, index) => (wrong.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}

/** Built from parts, so that this file does not find itself. */
const word = (...parts: string[]): string => parts.join('');

describe('the limits of the sources', () => {
  it('no file is longer than 250 lines', () => {
    const lines = (file: string): number => textOf(file).trimEnd().split('\n').length;
    const long = sources
      .map((file) => ({ file, lines: lines(file) }))
      .filter((one) => one.lines > 250);
    expect(long).toEqual([]);
  });

  it('nothing is exported as default', () => {
    expect(places(typescript, new RegExp(`^${word('export', ' default')}\\b`))).toEqual([]);
  });

  it('nothing is typed any, and no checker is silenced', () => {
    const silenced = [
      word(':', ' any\\b'),
      word('\\bas', ' any\\b'),
      word('<', 'any>'),
      word('@ts', '-ignore'),
      word('@ts', '-nocheck'),
      word('eslint', '-disable'),
      word('prettier', '-ignore'),
      word('\\b(it|test|describe)\\.(only', '|skip)\\('),
    ];
    expect(places(sources, new RegExp(silenced.join('|')))).toEqual([]);
  });

  it('names say what is inside: no room or file for leftovers', () => {
    const leftovers = /(^|\/)(utils?|helpers?|common|misc|shared)(\.|\/|$)/;
    expect(files.filter((file) => leftovers.test(file))).toEqual([]);
  });

  it('file names are kebab-case', () => {
    const kebab = /^[a-z0-9.]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;
    expect(typescript.filter((file) => !kebab.test(file.split('/').at(-1) ?? ''))).toEqual([]);
  });
});

describe('what must not be in the repository', () => {
  const texts = files.filter((file) => !/\.(png|ico|woff2?|gz|zip|bin)$/.test(file));

  it('paths of one machine', () => {
    const escape = (path: string): string => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const homes = word('(^|[\\s"\'`=(])/(home|Users|root|work)', '/[\\w.-]+');
    const here = [ROOT, homedir()]
      .filter((path) => path.length > 1)
      .map((path) => `${escape(path)}/`);
    expect(places(texts, new RegExp([homes, ...here].join('|')))).toEqual([]);
  });

  it('hosts of package registries', () => {
    expect(places(texts, /\b(registry|proxy)\.[a-z-]+\.(org|com|io|dev)\b/)).toEqual([]);
  });

  it('where the lockfile came from', () => {
    const lock = textOf('package-lock.json');
    expect(lock).toContain('"lockfileVersion": 3');
    expect(lock).not.toContain('"resolved"');
  });

  it('versions that float', () => {
    const { dependencies, devDependencies, overrides } = JSON.parse(
      textOf('package.json'),
    ) as Record<string, Record<string, string>>;
    const floating = Object.entries({ ...dependencies, ...devDependencies, ...overrides }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(floating).toEqual([]);
  });

  it('packages that Node 20.19 cannot run', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as {
      packages: Record<string, { engines?: { node?: string } }>;
    };
    const tooNew = Object.entries(packages).filter(([, { engines }]) => {
      const ranges = (engines?.node ?? '*').split('||').map((range) => range.trim());
      return !ranges.some(admitsNode20);
    });
    expect(tooNew.map(([name, { engines }]) => `${name}: ${engines?.node}`)).toEqual([]);
  });
});

/** Whether one range of an `engines` field holds a version between 20.0 and 20.19. */
function admitsNode20(range: string): boolean {
  const major = /\d+/.exec(range)?.[0];
  if (major === undefined) return true;
  if (range.startsWith('>')) return Number(major) <= 20;
  return Number(major) === 20;
}
