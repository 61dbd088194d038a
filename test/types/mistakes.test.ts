import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');
const SHOP = join(__dirname, 'shop');
const MISTAKES = join(SHOP, 'mistakes.ts');

interface Refusal {
  readonly file: string;
  readonly line: number;
  readonly by: string;
  readonly message: string;
}

/** All that the compiler refuses in the shop's own program. */
function refusedByTheCompiler(): Refusal[] {
  const file = join(SHOP, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile) as { config: unknown };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, SHOP);
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options));
  return diagnostics.map((diagnostic) => ({
    file: relative(SHOP, diagnostic.file?.fileName ?? ''),
    line: diagnostic.file
      ? ts.getLineAndCharacterOfPosition(diagnostic.file, diagnostic.start ?? 0).line + 1
      : 0,
    by: `TS${diagnostic.code}`,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
  }));
}

/** All that the project's own lint configuration refuses, in a process of its own as an author runs it. */
function refusedByLint(): Refusal[] {
  const eslint = join(ROOT, 'node_modules/eslint/bin/eslint.js');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [eslint, '--no-ignore', '--format', 'json', SHOP],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  if (!stdout.startsWith('[')) throw new Error(stderr);
  const files = JSON.parse(stdout) as {
    filePath: string;
    messages: { line: number; ruleId: string | null; message: string }[];
  }[];
  return files.flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId, message }) => ({
      file: relative(SHOP, filePath),
      line,
      by: ruleId ?? 'parser',
      message,
    })),
  );
}

interface Mistake {
  readonly what: string;
  readonly help: string;
  readonly from: number;
  readonly to: number;
}

/** The marked places: each reaches to the next empty line. Lines are counted from 1. */
function markedMistakes(): Mistake[] {
  const lines = readFileSync(MISTAKES, 'utf8').split('\n');
  return lines.flatMap((text, index) => {
    const marked = /^ *\/\/ wrong: (.+?) => (.+)$/.exec(text);
    if (!marked) return [];
    const length = lines.slice(index).findIndex((line) => line.trim() === '');
    return [{ what: marked[1] ?? '', help: marked[2] ?? '', from: index + 1, to: index + length }];
  });
}

const compiler = refusedByTheCompiler();
const lint = refusedByLint();
const refusals = [...compiler, ...lint];
const inMistakes = refusals.filter(({ file }) => file === 'mistakes.ts');
const mistakes = markedMistakes();
const at = ({ from, to }: Mistake) => inMistakes.filter(({ line }) => line > from && line <= to);

describe('what an author may get wrong', () => {
  it.each(
    mistakes.map((mistake) => {
      const { by, message } = at(mistake).find((one) => one.message.includes(mistake.help)) ?? {};
      return { ...mistake, mistake, by: by ?? 'nobody', message: message ?? 'no such message' };
    }),
  )('$what is refused by $by: $message', ({ mistake, help }) => {
    expect(at(mistake).map(({ message }) => message)).toContainEqual(expect.stringContaining(help));
  });

  it('is marked wherever the compiler or one of our own rules refuses it', () => {
    const marked = new Set(mistakes.flatMap(at));
    const ours = ({ by }: Refusal) => by.startsWith('TS') || by.startsWith('journey/');
    expect(inMistakes.filter(ours).filter((refusal) => !marked.has(refusal))).toEqual([]);
  });
});

describe('what an author may write', () => {
  it('sixteen journeys and less common forms pass the compiler and every rule', () => {
    expect(refusals.filter(({ file }) => file !== 'mistakes.ts')).toEqual([]);
  });
});
