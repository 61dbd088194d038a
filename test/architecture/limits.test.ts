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
  const longer = (among: readonly string[], limit: number) =>
    among
      .map((file) => ({ file, lines: textOf(file).trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > limit);
  const isTest = (file: string): boolean => file.startsWith('test/');

  it('no file is longer than 250 lines, and no test than 500', () => {
    const product = sources.filter((file) => !isTest(file));
    expect(longer(product, 250)).toEqual([]);
    expect(longer(sources.filter(isTest), 500)).toEqual([]);
  });

  it('nothing is exported as default', () => {
    expect(places(typescript, new RegExp(`^${word('export', ' default')}\\b`))).toEqual([]);
  });

  it('no checker is silenced, and no test left out', () => {
    const silenced = [
      word('@ts', '-ignore'),
      word('@ts', '-nocheck'),
      word('eslint', '-disable'),
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

  it('versions that float', () => {
    const { dependencies, devDependencies, overrides } = JSON.parse(
      textOf('package.json'),
    ) as Record<string, Record<string, string>>;
    const floating = Object.entries({ ...dependencies, ...devDependencies, ...overrides }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(floating).toEqual([]);
  });

  it('packages that nothing names', () => {
    const manifest = JSON.parse(textOf('package.json')) as Record<string, Record<string, string>>;
    const scripts = Object.values(manifest['scripts'] ?? {}).join('\n');
    const code = sources.map(textOf).join('\n');
    const unnamed = Object.keys({ ...manifest['dependencies'], ...manifest['devDependencies'] })
      // Types come with what they describe; the transformer loads its compiler itself.
      .filter((name) => !name.startsWith('@types/') && name !== '@swc/core')
      .filter((name) => !code.includes(`'${name}`) && !scripts.includes(name));
    expect(unnamed).toEqual([]);
  });
});
