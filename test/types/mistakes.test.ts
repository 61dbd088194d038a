import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { authorRules } from '../../lint/author';
import { refusedByTheCompiler, type Refusal } from './refusals';

const ROOT = join(__dirname, '../..');
const SHOP = join(__dirname, 'shop');
const MISTAKES = readdirSync(SHOP).filter((file) => file.startsWith('mistakes'));

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
  readonly file: string;
  readonly what: string;
  readonly help: string;
  readonly from: number;
  readonly to: number;
}

/** The marked places: each reaches to the next empty line. Lines are counted from 1. */
function markedMistakes(file: string): Mistake[] {
  const lines = readFileSync(join(SHOP, file), 'utf8').split('\n');
  return lines.flatMap((text, index) => {
    const marked = /^ *\/\/ wrong: (.+?) => (.+)$/.exec(text);
    if (!marked) return [];
    const length = lines.slice(index).findIndex((line) => line.trim() === '');
    const [, what = '', help = ''] = marked;
    return [{ file, what, help, from: index + 1, to: index + length }];
  });
}

const compiler = refusedByTheCompiler(SHOP);
const lint = refusedByLint();
const refusals = [...compiler, ...lint];
const inMistakes = refusals.filter(({ file }) => MISTAKES.includes(file));
const mistakes = MISTAKES.flatMap(markedMistakes);
const at = ({ file, from, to }: Mistake) =>
  inMistakes.filter((one) => one.file === file && one.line > from && one.line <= to);

/** Every sentence that a rule of ours can say, with anything where names are filled in. */
const messages = Object.entries(authorRules.rules).flatMap(([rule, { meta }]) =>
  Object.entries(meta.messages)
    .filter(([name]) => name !== 'addAwait')
    .map(([name, text]) => {
      const parts = text
        .split(/\{\{\w+\}\}/)
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      return [`journey/${rule}`, name, new RegExp(`^${parts.join('[^]*')}$`)] as const;
    }),
);

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

  it.each(Object.keys(authorRules.everyRule))('is looked for by %s, which refuses one', (rule) => {
    expect(inMistakes.map(({ by }) => by)).toContain(rule);
  });

  it.each(messages)('is told by %s in each of its sentences: %s', (rule, name, sentence) => {
    const told = inMistakes.filter(({ by }) => by === rule).map(({ message }) => message);
    expect({ name, told: told.some((message) => sentence.test(message)) }).toEqual({
      name,
      told: true,
    });
  });
});

describe('what an author may write', () => {
  it('sixteen journeys and less common forms pass the compiler and every rule', () => {
    expect(refusals.filter(({ file }) => !MISTAKES.includes(file))).toEqual([]);
  });
});
