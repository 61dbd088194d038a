import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { withSources } from '../../lint/quoted';

const ROOT = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const PAGES = [
  ...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];
const each = PAGES.map((page) => ({ page, text: read(page) }));

const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , code = '']) => code);

/** Commands in the pages' shell blocks and in their running text. */
const commands = (text: string): string[] =>
  [
    ...blocks(text, 'sh').flatMap((block) =>
      block.split('\n').flatMap((line) => line.replace(/#.*/, '').split('&&')),
    ),
    ...[...text.matchAll(/`((?:npm|npx|perennial) [^`]+)`/g)].map(([, command = '']) => command),
  ].map((command) => command.trim());

describe('the documents', () => {
  it.each(each)('$page names only npm scripts that exist', ({ text }) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = commands(text).flatMap((command) => {
      const [, script] =
        /^npm run (?:-s )?(\S+)/.exec(command) ?? /^npm (test)\b/.exec(command) ?? [];
      return script ? [script] : [];
    });
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it.each(each)('$page links to files that exist', ({ page, text }) => {
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, to = '']) => to);
    const broken = links
      .filter((to) => !/^https?:/.test(to))
      .filter((to) => !existsSync(join(ROOT, dirname(page), to)));
    expect(broken).toEqual([]);
  });

  it.each(each)('$page names files and folders that exist', ({ text }) => {
    const named = [...text.matchAll(/`((?:[a-z-]+\/)+[a-z.-]*)`/g)].map(([, path = '']) => path);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it.each(each)(
    '$page quotes files as they are; npm run pages brings it up to date',
    ({ text }) => {
      expect(text).toBe(withSources(text, read));
    },
  );
});

describe('the README', () => {
  const readme = read('README.md');

  it('opens with its two commands and a journey on the first screen', () => {
    const top = readme.split('\n').slice(0, 50).join('\n');
    const [opening = ''] = blocks(top, 'sh');
    expect(opening.split('\n').map((line) => line.replace(/ *#.*/, ''))).toEqual([
      'npm ci && npm run demo -- --exit',
      'npm ci && npm test',
      '',
    ]);
    expect(readme).toContain('`npm run pictures`');
    expect(top).toContain('defineJourney({');
  });

  it('names only commands that perennial has', () => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'bin/perennial.cjs'), '--help'],
      { encoding: 'utf8' },
    );
    const known = [...stdout.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name);
    const named = each
      .flatMap(({ text }) => commands(text))
      .flatMap((command) => /^(?:npm run )?perennial (?:-- )?([a-z]+)/.exec(command)?.[1] ?? []);
    expect({ stderr, unknown: named.filter((name) => !known.includes(name)) }).toEqual({
      stderr: '',
      unknown: [],
    });
  });

  it('names only settings that are read', () => {
    const config = read('cli/config.ts');
    const named = [...readme.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !config.includes(`${name}:`))).toEqual([]);
  });

  it('has code that compiles against the real catalogue', () => {
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile) as {
      config: unknown;
    };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
    const code = new Map(
      blocks(readme, 'ts').map((text, index) => [join(ROOT, `workflows/readme-${index}.ts`), text]),
    );
    const host = ts.createCompilerHost(options);
    const { readFile, fileExists } = host;
    host.readFile = (file) => code.get(file) ?? readFile.call(host, file);
    host.fileExists = (file) => code.has(file) || fileExists.call(host, file);
    const program = ts.createProgram([...code.keys()], options, host);
    expect(code.size).toBeGreaterThan(0);
    expect(
      ts
        .getPreEmitDiagnostics(program)
        .filter(({ file }) => file && code.has(file.fileName))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
    ).toEqual([]);
  });
});

describe('docs/decisions.md', () => {
  it('gives a reason for every package', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
      string,
      Record<string, string>
    >;
    const text = read('docs/decisions.md');
    const named = (name: string): boolean =>
      text.includes(`\`${name}\``) || text.includes(`\`${name.replace('@temporalio/', '')}\``);
    const packages = Object.keys({ ...dependencies, ...devDependencies });
    expect(packages.filter((name) => !name.startsWith('@types/') && !named(name))).toEqual([]);
  });
});
