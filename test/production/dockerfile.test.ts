import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { cruise } from '../../lint/imports';
import { ROOT } from './compose';
import { copies, dockerfile, isIgnored, readDockerfile, startOf } from './image';

const text = readDockerfile();
const file = dockerfile();
const instructions = file.getInstructions();
const lineOf = (wanted: RegExp): number =>
  instructions.find((one) => wanted.test(one.getTextContent()))?.getRange().start.line ?? Infinity;

describe('the Dockerfile', () => {
  it('is one that Docker can read', () => {
    expect(validate(text).map(({ message }) => message)).toEqual([]);
    expect(validate(text.replace('USER node', 'USR node'))).toHaveLength(1);
    expect(validate(text.replace('--interval=10s', '--interval=often'))).toHaveLength(1);
  });

  it('begins each stage with the same Debian slim, pinned, and a Node that the product runs on', () => {
    const images = file.getFROMs().map((one) => one.getImage() ?? '');
    expect(images.length).toBeGreaterThan(1);
    expect(new Set(images).size).toBe(1);
    const [, major, minor] = /^node:(\d+)\.(\d+)\.\d+-bookworm-slim$/.exec(images[0] ?? '') ?? [];
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      engines: { node: string };
    };
    expect(engines.node).toBe('>=20.19');
    expect(Number(major)).toBe(20);
    expect(Number(minor)).toBeGreaterThanOrEqual(19);
  });

  it('installs certificates and an init, and leaves no lists of packages behind', () => {
    const [install = ''] = instructions
      .filter((one) => one.getKeyword() === 'RUN')
      .map((one) => one.getTextContent())
      .filter((one) => one.includes('apt-get'));
    expect(install).toMatch(/--no-install-recommends[^&]* ca-certificates/);
    expect(install).toMatch(/--no-install-recommends[^&]* tini/);
    expect(install).toContain('rm -rf /var/lib/apt/lists/*');
  });

  it('installs the packages of production alone, before the sources, so that an edit does not install again', () => {
    expect(text).toContain('npm ci --omit=dev');
    expect(lineOf(/^COPY package\.json/)).toBeLessThan(lineOf(/^RUN npm ci/));
    expect(lineOf(/^COPY --from=packages/)).toBeLessThan(lineOf(/^COPY api/));
    expect(lineOf(/^COPY store/)).toBeLessThan(lineOf(/^COPY workflows/));
    expect(instructions.filter((one) => one.getKeyword() === 'ADD')).toEqual([]);
  });

  it('runs as a user that owns none of the files', () => {
    const last = instructions.filter((one) => one.getKeyword() === 'USER').at(-1);
    expect(last?.getArgumentsContent()).toBe('node');
    expect(last?.getRange().start.line).toBeGreaterThan(lineOf(/^COPY workflows/));
    expect(text).not.toContain('--chown');
  });

  it('starts one process under an init, so that every signal arrives', () => {
    expect(startOf('ENTRYPOINT')).toEqual(['tini', '--', 'node', 'bin/perennial.cjs']);
    expect(startOf('CMD')).toEqual(['api']);
  });

  it('has a health check that asks whether the process lives', () => {
    const [program, flag, script] = startOf('HEALTHCHECK');
    expect([program, flag]).toEqual(['node', '-e']);
    expect(script).toContain("fetch('http://127.0.0.1:8080/health')");
  });
});

describe('what goes into the image', () => {
  const named = copies().flatMap(({ from, sources }) => (from === undefined ? sources : []));

  it('exists, and is let in by .dockerignore', () => {
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(named.filter((path) => isIgnored(path))).toEqual([]);
    expect(['package-lock.json', '.npmrc'].filter((path) => isIgnored(path))).toEqual([]);
  });

  it('is nothing else: no settings, no history, no tests, no data', () => {
    const out = ['.env', '.git/config', 'node_modules/zod/package.json', 'test/cli/perennial.ts'];
    expect(
      [...out, '.perennial/keys.json', '.env.example', 'docs/errors.md'].filter(
        (path) => !isIgnored(path),
      ),
    ).toEqual([]);
  });

  it('is every file that the product loads', () => {
    const loaded = new Set(
      cruise()
        .imports.filter(({ typeOnly }) => !typeOnly)
        .flatMap(({ from, to }) => [from, to]),
    );
    const own = [...loaded].filter(
      (path) => existsSync(join(ROOT, path)) && !path.startsWith('node_modules/'),
    );
    expect(own.length).toBeGreaterThan(150);
    const isCopied = (path: string) =>
      named.some((one) => path === one || path.startsWith(`${one}/`));
    expect(own.filter((path) => !isCopied(path))).toEqual([]);
  });
});
